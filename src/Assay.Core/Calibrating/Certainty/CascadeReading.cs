using Assay.Surfacing;

namespace Assay.Calibrating.Certainty;

/// <summary>
/// Finds thresholds for a cascade of judges by fixed-sequence testing on gold (Jung, Brahman and Choi 2025, after Bauer 1991): the share of
/// decided items that agree with people is at least the target, but for a probability delta.
/// </summary>
public static class CascadeReading
{
    /// <summary>The share of gold on which confidences of several judges are brought onto one scale; the certificate is tested on the rest.</summary>
    private const double CalibrationShare = 0.3;

    private const int Seed = 77;

    /// <param name="judges">Cheapest first, in the order of the verdicts.</param>
    public static CascadeReport Read(IReadOnlyList<CascadeItem> gold, IReadOnlyList<string> judges, CascadeGoal goal)
    {
        CascadeCertificate? certificate = Certify(gold, judges, goal);
        CascadeReport.Alone[] each = [.. judges.Select((judge, j) => new CascadeReport.Alone(judge, Accuracy(gold, j), judges.Count == 1 ? certificate : CertifyOne(gold, judge, j, goal)))];
        return new CascadeReport(goal, judges, gold.Count)
        {
            Certificate = certificate,
            Refusal = certificate is null ? Refuse(gold, judges, goal) : null,
            Each = each,
            Warnings = [.. Warn(certificate, each)],
        };
    }

    /// <returns>Null where nothing can be certified.</returns>
    public static CascadeCertificate? Certify(IReadOnlyList<CascadeItem> gold, IReadOnlyList<string> judges, CascadeGoal goal)
    {
        if (judges.Count == 1)
        {
            return CertifyOne(gold, judges[0], 0, goal);
        }

        (CascadeItem[] calibration, CascadeItem[] test) = Split(gold);
        var rule = new SelectiveRule(
            [.. judges.Select((_, j) => ConfidenceMap.Fit([.. calibration.Where(i => i.Verdicts[j] is not null).Select(i => (i.Verdicts[j]!.Confidence, i.Verdicts[j]!.Label == i.Truth))]))],
            [.. Enumerable.Range(0, judges.Count)]);
        return Certificate(rule, judges, (test, calibration.Length), goal);
    }

    private static CascadeCertificate? CertifyOne(IReadOnlyList<CascadeItem> gold, string judge, int index, CascadeGoal goal) =>
        Certificate(new SelectiveRule([ConfidenceMap.Identity], [index]), [judge], ([.. gold], 0), goal);

    private static CascadeCertificate? Certificate(SelectiveRule rule, IReadOnlyList<string> judges, (CascadeItem[] Test, int Calibrated) gold, CascadeGoal goal)
    {
        if (rule.Certify(gold.Test, goal) is not var (threshold, bound))
        {
            return null;
        }

        int[] deciders = [.. gold.Test.Select(i => rule.Decider(i, threshold))];
        (int decided, int wrong) = rule.Count(gold.Test, threshold);
        return new CascadeCertificate
        {
            Stages = [.. judges.Select((judge, j) => new CascadeCertificate.Stage(judge, rule.Maps[j].Inverse(threshold), (double)deciders.Count(d => d == j) / decided))],
            RiskBound = bound,
            Tested = gold.Test.Length,
            Calibrated = gold.Calibrated,
            Coverage = Estimate.OfShare(gold.Test.Length, decided, 0, 1)!,
            Agreement = Estimate.OfShare(decided, decided - wrong, 0, 1)!,
            CostPerItem = Cost(gold.Test, deciders, rule.Judges),
            CostOfLast = gold.Test.All(i => i.Verdicts[rule.Judges[^1]]?.CostUsd is not null) ? gold.Test.Average(i => i.Verdicts[rule.Judges[^1]]!.CostUsd!.Value) : null,
        };
    }

    /// <summary>Every judge is paid up to the one that decides; all of them where none does.</summary>
    private static double? Cost(CascadeItem[] items, int[] deciders, IReadOnlyList<int> judges)
    {
        double sum = 0;
        for (int i = 0; i < items.Length; i++)
        {
            for (int j = 0; j < judges.Count && (deciders[i] < 0 || j <= deciders[i]); j++)
            {
                if (items[i].Verdicts[judges[j]]?.CostUsd is not { } cost)
                {
                    return null;
                }

                sum += cost;
            }
        }

        return sum / items.Length;
    }

    private static (CascadeItem[] Calibration, CascadeItem[] Test) Split(IReadOnlyList<CascadeItem> gold)
    {
        CascadeItem[] mixed = [.. gold];
        new Random(Seed).Shuffle(mixed);
        int calibration = (int)(CalibrationShare * mixed.Length);
        return (mixed[..calibration], mixed[calibration..]);
    }

    private static Estimate? Accuracy(IReadOnlyList<CascadeItem> gold, int judge)
    {
        CascadeItem[] judged = [.. gold.Where(i => i.Verdicts[judge] is not null)];
        return Estimate.OfShare(judged.Length, judged.Count(i => i.Verdicts[judge]!.Label == i.Truth), 0, 1);
    }

    private static string Refuse(IReadOnlyList<CascadeItem> gold, IReadOnlyList<string> judges, CascadeGoal goal)
    {
        int needed = Math.Max(30, SelectiveRule.Promising(goal));
        int tested = judges.Count == 1 ? gold.Count : gold.Count - (int)(CalibrationShare * gold.Count);
        string promise = FormattableString.Invariant($"that {goal.Target * 100:0.#} % of what is decided agrees with people, but for a probability of {goal.Delta * 100:0.#} %");
        int forAll = (int)Math.Ceiling(needed / (judges.Count == 1 ? 1 : 1 - CalibrationShare));
        return tested < needed
            ? $"gold is too small to certify {promise}: {gold.Count} items{(judges.Count == 1 ? "" : $", of which {tested} are left to test")}, but at least {forAll} are needed, and three times as many for a useful coverage"
            : $"nothing can be certified: also where the judges are most certain, they are not right often enough to promise {promise}. A lower --target, a better judge, or a confidence that tells right from wrong is needed; more gold helps where it is close";
    }

    private static IEnumerable<string> Warn(CascadeCertificate? certificate, CascadeReport.Alone[] each)
    {
        if (certificate is not null && each.Length > 1 && each.Where(e => e.Certificate is not null).MaxBy(e => e.Certificate!.Coverage.Mean) is { } best
            && best.Certificate!.Coverage.Mean >= certificate.Coverage.Mean
            && !(certificate.CostPerItem < best.Certificate.CostPerItem))
        {
            yield return FormattableString.Invariant($"{best.Judge} alone decides as much ({best.Certificate.Coverage.Mean * 100:0.0} %) under the same promise: the cascade is not worth its other judges.");
        }

        if (certificate is not null)
        {
            yield return "The promise holds for items like the gold ones: drawn from the same traffic, judged by the same judge versions. Certify again when either changes.";
        }
    }
}
