using System.Text.Json;
using Assay.Collecting;

namespace Assay.Gating;

/// <summary>
/// Finds which output of a baseline answers the same case: under the same id, else to the same question after the same conversation,
/// where each side asks it once.
/// </summary>
public sealed class CasePairing(IReadOnlyList<GateScale> scales, GateTerms terms, int samples)
{
    internal const string MustPassField = "must_pass";

    /// <summary>Metadata fields that the judge looks at: an output that took longer may be judged differently.</summary>
    public IReadOnlyList<string> Measured { get; init; } = [];

    /// <param name="baseline">None where outputs are only held against bars.</param>
    public IReadOnlyList<GateCase> Pair(IReadOnlyList<JudgedOutput> candidate, IReadOnlyList<JudgedOutput> baseline)
    {
        Dictionary<string, JudgedOutput> byId = baseline.ToDictionary(b => b.Response.Id, StringComparer.Ordinal);
        HashSet<string> taken = [.. candidate.Select(c => c.Response.Id).Where(byId.ContainsKey)];
        Dictionary<string, JudgedOutput> byQuestion = Once(baseline.Where(b => !taken.Contains(b.Response.Id)));
        HashSet<string> asked = [.. Once(candidate.Where(c => !byId.ContainsKey(c.Response.Id))).Keys];
        var clusters = new CaseClusters(terms.Cluster, candidate.Concat(baseline).Select(o => o.Response));
        var cases = new List<GateCase>(candidate.Count);
        var paired = new HashSet<string>(StringComparer.Ordinal);
        foreach (JudgedOutput now in candidate)
        {
            string question = CaseClusters.QuestionOf(now.Response);
            JudgedOutput? before = byId.GetValueOrDefault(now.Response.Id) ?? (asked.Contains(question) ? byQuestion.GetValueOrDefault(question) : null);
            if (before is not null)
            {
                paired.Add(before.Response.Id);
            }

            cases.Add(Of(now, before, clusters));
        }

        cases.AddRange(baseline.Where(b => !paired.Contains(b.Response.Id)).Select(b => Of(now: null, b, clusters)));
        return cases;
    }

    private GateCase Of(JudgedOutput? now, JudgedOutput? before, CaseClusters clusters)
    {
        Response response = (now ?? before)!.Response;
        return new GateCase
        {
            Id = response.Id,
            Candidate = now?.Answer(scales, samples),
            Baseline = before?.Answer(scales, samples),
            IsUnchanged = now is { Failure: null } && before is { Failure: null } && now.Response.Output == before.Response.Output && SaysSame(now.Response, before.Response),
            Cluster = clusters.Of(response),
            Groups = [.. terms.Groups.Where(response.Metadata.ContainsKey).Select(g => (g, Text(response.Metadata[g])))],
            MustPass = MustPass(response),
        };
    }

    /// <summary>Whatever else a judge is shown: with another reference the same output may be judged differently.</summary>
    private bool SaysSame(Response now, Response before) =>
        now.Input == before.Input && now.Conversation.SequenceEqual(before.Conversation) && now.Reference == before.Reference && now.Context.SequenceEqual(before.Context, StringComparer.Ordinal)
        && Measured.All(f => Raw(now, f) == Raw(before, f));

    private static string? Raw(Response of, string field) => of.Metadata.TryGetValue(field, out JsonElement value) ? value.GetRawText() : null;

    /// <summary>The record says so.</summary>
    public static bool MustPass(Response response) => response.Metadata.TryGetValue(MustPassField, out JsonElement must) && IsTrue(must);

    private static Dictionary<string, JudgedOutput> Once(IEnumerable<JudgedOutput> outputs) =>
        outputs.GroupBy(o => CaseClusters.QuestionOf(o.Response), StringComparer.Ordinal).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();

    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => value.GetString() is { } text && text.Trim().ToUpperInvariant() is "TRUE" or "YES" or "1",
        JsonValueKind.Number => value.GetRawText() == "1",
        _ => false,
    };
}
