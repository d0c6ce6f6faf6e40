using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Assay.Cli.Output;
using Assay.Collecting;
using Assay.Gating.Targets;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;

namespace Assay.Cli.Gating.Targets;

/// <summary>Answers of a target that are kept in the cache of judges: by what it is made of and by what it was sent. Failures are not kept.</summary>
internal sealed class AnswerCache(IVerdictCache cache, ITarget target, string version, TimeProvider clock)
{
    private readonly byte[] _target = SHA256.HashData(Encoding.UTF8.GetBytes($"target/2/{version}"));

    /// <summary>One answer per case, in their order; null where there is none.</summary>
    public async Task<IReadOnlyList<TargetAnswer.Answered?>> FindAsync(IReadOnlyList<SourcedResponse> cases, CancellationToken cancellationToken) =>
        [.. (await cache.FindAsync([.. cases.Select(c => KeyOf(c.Response))], cancellationToken)).Select(r => r is null ? null : Read(r.Text))];

    public async Task SaveAsync(Response of, TargetAnswer.Answered answer)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var reply = new CachedReply { Text = Write(answer), JudgeVersion = version, CostUsd = answer.CostUsd ?? 0, SavedAt = now, ExpiresAt = now + JudgeTerms.DefaultCacheTtl };
        await cache.SaveAsync([new CacheEntry(KeyOf(of), reply)], CancellationToken.None);
    }

    /// <summary>With what was measured, so that an answer is judged the same each time.</summary>
    private static string Write(TargetAnswer.Answered answer) => JsonLine.Write(json =>
    {
        json.WriteString("output", answer.Output);
        if (answer.Took is { } took)
        {
            json.WriteNumber("took_ms", took.TotalMilliseconds);
        }

        if (answer.CostUsd is { } usd)
        {
            json.WriteNumber("cost_usd", usd);
        }
    });

    private static TargetAnswer.Answered Read(string text)
    {
        JsonElement kept = JsonElement.Parse(text);
        return new TargetAnswer.Answered(kept.GetProperty("output").GetString()!)
        {
            Took = kept.TryGetProperty("took_ms", out JsonElement took) ? TimeSpan.FromTicks((long)Math.Round(took.GetDouble() * TimeSpan.TicksPerMillisecond)) : null,
            CostUsd = kept.TryGetProperty("cost_usd", out JsonElement usd) ? usd.GetDecimal() : null,
        };
    }

    private CacheKey KeyOf(Response of)
    {
        byte[] request = SHA256.HashData(target.Request(of));
        byte[] whole = SHA256.HashData([.. _target, .. request]);
        return new CacheKey(BinaryPrimitives.ReadUInt128BigEndian(whole), BinaryPrimitives.ReadUInt64BigEndian(request));
    }
}
