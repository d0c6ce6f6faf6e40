using Assay.Calibrating.Intervals;
using Assay.Calibrating.Probing.Samples;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>The test of pairs in both orders. A verdict is 1 for what is shown first, -1 for the second, 0 for a tie.</summary>
internal static class PositionReading
{
    public static ProbeDraft Of(ProbeTable table)
    {
        if (table.Plan.Judge.Model.IsOffline)
        {
            return new ProbeDraft(ProbeTest.Position) { Fixed = (ProbeVerdict.NotRun, "a judge without a model compares no pairs") };
        }

        var missing = new Dictionary<string, long>(StringComparer.Ordinal);
        var seen = new List<(double Original, double Swapped, double? Again)>();
        foreach (ProbedPair pair in table.Plan.Pairs)
        {
            if (Verdict(table, ProbeSitting.Pairs, pair.Original) is { } original && Verdict(table, ProbeSitting.Pairs, pair.Swapped) is { } swapped)
            {
                seen.Add((original, swapped, Verdict(table, ProbeSitting.PairsRepeat, pair.Original)));
            }
            else
            {
                string reason = table.Answers.Missing(ProbeSitting.Pairs, pair.Original) ?? table.Answers.Missing(ProbeSitting.Pairs, pair.Swapped)!;
                missing[reason] = missing.GetValueOrDefault(reason) + 1;
            }
        }

        var twice = seen.Where(s => s.Again is not null).ToArray();
        return new ProbeDraft(ProbeTest.Position)
        {
            Figures =
            [
                ProbeDraft.Figure("first_shown_preference", MeanSample.Of([.. seen.Select(s => (s.Original + s.Swapped) / 4)]), new ProbeLimit.Within(table.Limits.FirstShown)),
                ProbeDraft.Figure("conflicts", ShareSample.Of([.. seen.Select(s => s.Original != -s.Swapped)]), new ProbeLimit.AtMost(table.Limits.Conflicts)),
                ProbeDraft.Figure("robustness", ShareSample.Of([.. twice.Select(s => s.Original == -s.Swapped)])),
                ProbeDraft.Figure("repeat_consistency", ShareSample.Of([.. twice.Select(s => s.Original == s.Again)])),
                ProbeDraft.Figure("bias", StabilitySample.Of([.. twice.Select(s => (s.Original == s.Again, s.Original == -s.Swapped))])),
            ],
            Missing = missing,
            McNemar = seen.Count == 0 ? null : ExactBinomial.McNemar(seen.Count(s => s is { Original: > 0, Swapped: > 0 }), seen.Count(s => s is { Original: < 0, Swapped: < 0 })),
        };
    }

    /// <summary>Of a rubric without an overall score the table holds the share of the scale: 0, a half or 1.</summary>
    private static double? Verdict(ProbeTable table, ProbeSitting sitting, string id) => table.Answers.Score(sitting, id) is { } share ? Math.Round((2 * share) - 1) : null;
}
