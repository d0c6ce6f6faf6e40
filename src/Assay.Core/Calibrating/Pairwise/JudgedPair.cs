using System.Text;
using System.Text.Json;
using Assay.Calibrating.Labels;
using Assay.Collecting;
using Assay.Scoring.Pairs;
using Assay.Scoring.Running;

namespace Assay.Calibrating.Pairwise;

/// <summary>Reads a comparison back from the row that a ledger keeps of it.</summary>
public static class JudgedPair
{
    /// <returns>Null where there is no verdict: what failed is no tie, and is counted under its reason.</returns>
    public static PairwiseCase? Of(ResultRow row)
    {
        if (row.Outcome != OutcomeState.Scored)
        {
            return null;
        }

        Response pair = UnkeptContent.Read(Encoding.UTF8.GetBytes(row.Body), 0);
        Rival? rival = pair.Rival;
        return new PairwiseCase(rival?.Item ?? row.Id, null)
        {
            Original = Said(row, PairRubric.Original),
            Swapped = Said(row, PairRubric.Swapped),
            Systems = rival?.Systems,
            Gold = Gold(pair),
            Lengths = row.IsUnkept || rival is null ? null : new ItemLengths(pair.Output.Length, rival.Output.Length),
            IsIdentical = !row.IsUnkept && pair.Output == rival?.Output,
        };
    }

    private static PairwiseVerdict? Said(ResultRow row, string order) => row.Scores.Where(s => s.Criterion == order)
        .Select(s => new PairwiseVerdict(s.Score switch { > 0.5 => Preference.First, < 0.5 => Preference.Second, _ => Preference.Tie })).FirstOrDefault();

    private static Preference? Gold(Response pair) => PairwiseReader.Golds
        .Select(name => pair.Metadata.TryGetValue(name, out JsonElement gold) && gold.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? PairwiseReader.Better(gold.ToString(), pair.Rival?.Systems)
            : null)
        .FirstOrDefault(gold => gold is not null);
}
