using System.Text.Json;
using Assay.Collecting;
using Assay.Configuring;

namespace Assay.Gating.Data;

/// <summary>Looks for what makes a data set worth less than it seems.</summary>
public static class DataSetLint
{
    /// <summary>The place of what concerns all cases together.</summary>
    public const string Whole = "all";

    private static readonly string[] Flags = ["true", "false", "yes", "no", "1", "0"];

    public static IReadOnlyList<DataSetFinding> Check(DataSet data) =>
    [
        .. SameIds(data), .. SameQuestions(data), .. data.Cases.SelectMany(OfCase), .. Size(data),
    ];

    private static IEnumerable<DataSetFinding> SameIds(DataSet data) =>
        from same in data.Cases.GroupBy(c => c.Response.Id, StringComparer.Ordinal)
        from again in same.Skip(1)
        let first = same.First()
        select ContentHash.Of(first.Response) == ContentHash.Of(again.Response)
            ? new DataSetFinding(again.Place, Severity.Warning, $"stands at {first.Place} already, and counts once.")
            : new DataSetFinding(again.Place, Severity.Error, $"has the id \"{again.Response.Id}\", which {first.Place} has with other content. Give each case an id of its own.");

    private static IEnumerable<DataSetFinding> SameQuestions(DataSet data) =>
        from same in data.Cases.DistinctBy(c => c.Response.Id, StringComparer.Ordinal).GroupBy(c => CaseClusters.QuestionOf(c.Response), StringComparer.Ordinal)
        where same.Count() > 1
        let first = same.First()
        select new DataSetFinding(first.Place, Severity.Warning, $"asks what {string.Join(", ", same.Skip(1).Take(3).Select(s => s.Place))}{(same.Count() > 4 ? $" and {same.Count() - 4} more" : "")} asks too: such cases are not independent, and count as one in a test.");

    private static IEnumerable<DataSetFinding> OfCase(SourcedResponse sourced)
    {
        Response one = sourced.Response;
        if (string.IsNullOrWhiteSpace(one.Input))
        {
            yield return new DataSetFinding(sourced.Place, Severity.Error, "asks nothing: \"input\" is empty.");
        }

        if (ContentHash.IsIdOf(one))
        {
            yield return new DataSetFinding(sourced.Place, Severity.Warning, "has no \"id\". One is derived from its content, so a changed case is another case: its history breaks.");
        }

        if (one.Metadata.TryGetValue(CasePairing.MustPassField, out JsonElement must) && must.ValueKind is not (JsonValueKind.True or JsonValueKind.False) && !Flags.Contains(must.ToString().ToLowerInvariant(), StringComparer.Ordinal))
        {
            yield return new DataSetFinding(sourced.Place, Severity.Error, $"has \"must_pass\": {must.GetRawText()}, but it must be true or false.");
        }
    }

    private static IEnumerable<DataSetFinding> Size(DataSet data)
    {
        if (data.Cases.Count < GateTerms.UsualMinN)
        {
            yield return new DataSetFinding(Whole, Severity.Warning, $"{data.Cases.Count} cases are too few for a gate, which concludes nothing from fewer than {GateTerms.UsualMinN}.");
        }
    }
}
