using Assay.Calibrating.Labels;
using Assay.Surfacing;

namespace Assay.Calibrating.Agreement;

/// <summary>What a reader of agreement figures must know, each with what is needed.</summary>
internal static class AgreementWarnings
{
    /// <summary>Where one label is more frequent than this, kappa falls although raters agree.</summary>
    private const double Prevalent = 0.85;

    /// <summary>Below this kappa the question is not clear to people.</summary>
    private const double DisagreeingPeople = 0.6;

    public static IReadOnlyList<string> Of(AgreementReport report, int[] people, int[] judges)
    {
        LabelTable table = report.Table;
        var warnings = new List<string>();
        if (table.Raters.Count < 2)
        {
            warnings.Add($"All labels are by {table.Raters[0].Name}. Agreement needs two raters: have some of the same items labelled by a second one, or add the judge's labels.");
        }
        else if (report.Pairs.All(p => p.N == 0))
        {
            warnings.Add("No item was labelled by two raters. Agreement needs items that both labelled: check that they name items alike, or have 30 items labelled again by another rater.");
        }
        else if (report.Pairs.Max(p => p.N) is < (int)MinimumSample.ForMean and var most)
        {
            warnings.Add($"{(most == 1 ? "One item was" : $"{most} items were")} labelled by two raters at most: too few. {SmallSample.FewestItems} are needed for a coefficient, {MinimumSample.ForMean} for one to rely on, 100 and more to tell a good judge from a middling one.");
        }

        if (table.Scale.Count == 1)
        {
            warnings.Add($"Every label is {table.Scale.Names[0]}. Whether raters agree beyond chance cannot be told from constant labels: items are needed that some would label otherwise.");
        }
        else if (report.Majority.Count > 0 && report.Majority.Sum(m => m.Count) is > 0 and var all && report.Majority.MaxBy(m => m.Count) is { } frequent && frequent.Count > Prevalent * all)
        {
            warnings.Add($"{frequent.Count} of {all} items are {frequent.Label}: with so few others kappa is low although raters agree. Look at gwet_ac1 beside it, and label more of the rare ones; 30 are needed.");
        }

        if (report.HumanCeiling.FirstOrDefault(f => f.Name == "cohen_kappa")?.Value.Estimate is { High: < DisagreeingPeople } ceiling)
        {
            warnings.Add(FormattableString.Invariant($"People themselves agree by a kappa of {ceiling.Mean:0.00} only: no judge can be right on what they do not agree on. Sharpen the rubric, and have them talk through the largest disagreements."));
        }

        if (judges.Length > 0 && people.Length == 0)
        {
            warnings.Add("All raters are judges. Whether a judge is right only people can say: add labels of kind human.");
        }

        if (table.NotNumbers.Count > 0)
        {
            warnings.Add($"Some labels are no numbers ({string.Join(", ", table.NotNumbers.Take(5))}), so all are taken as words without an order. --missing {table.NotNumbers[0]} leaves one out, --map {table.NotNumbers[0]}=LABEL reads it as another.");
        }

        if (table.Repeated > 0)
        {
            warnings.Add($"{table.Repeated} records say again what another one had said; they are counted once.");
        }

        if (report.Tied > 0)
        {
            warnings.Add($"{report.Tied} items have no label that most people gave; judges are not compared with people on them by label.");
        }

        if (report.PairsLeftOut > 0)
        {
            warnings.Add($"{report.PairsLeftOut} pairs of raters are not shown: those with the most items in common are.");
        }

        return warnings;
    }
}
