using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Assay.Collecting;
using Assay.Gating.Targets;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;

namespace Assay.Cli.Gating.Targets;

/// <summary>Answers of a target that are kept in the cache of judges: by what it is made of and by what it was sent. Failures are not kept.</summary>
internal sealed class AnswerCache(IVerdictCache cache, ITarget target, string version, TimeProvider clock)
{
    private readonly byte[] _target = SHA256.HashData(Encoding.UTF8.GetBytes($"target/{version}"));

    /// <summary>One answer per case, in their order; null where there is none.</summary>
    public async Task<IReadOnlyList<string?>> FindAsync(IReadOnlyList<SourcedResponse> cases, CancellationToken cancellationToken) =>
        [.. (await cache.FindAsync([.. cases.Select(c => KeyOf(c.Response))], cancellationToken)).Select(r => r?.Text)];

    public async Task SaveAsync(Response of, TargetAnswer.Answered answer)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var reply = new CachedReply { Text = answer.Output, JudgeVersion = version, CostUsd = answer.CostUsd, SavedAt = now, ExpiresAt = now + JudgeTerms.DefaultCacheTtl };
        await cache.SaveAsync([new CacheEntry(KeyOf(of), reply)], CancellationToken.None);
    }

    private CacheKey KeyOf(Response of)
    {
        byte[] request = SHA256.HashData(target.Request(of));
        byte[] whole = SHA256.HashData([.. _target, .. request]);
        return new CacheKey(BinaryPrimitives.ReadUInt128BigEndian(whole), BinaryPrimitives.ReadUInt64BigEndian(request));
    }
}
