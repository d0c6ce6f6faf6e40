using Assay.Surfacing;

namespace Assay.Calibrating.Juries;

/// <summary>Measures a jury on gold.</summary>
public static class JuryReading
{
    private const int Folds = 5;

    /// <returns>The report, or what is missing for one.</returns>
    public static (JuryReport? Report, string? Reason) Read(JuryTable all)
    {
        JuryTable table = all.Complete();
        int n = table.Truth.Count;
        if (all.Members.Count < 2)
        {
            return (null, $"a jury has at least two members; there {(all.Members.Count == 1 ? $"is only {all.Members[0]}" : "is none")}. Mark judges with kind: judge in the records, or with --judge");
        }

        if (n < SmallSample.FewestItems)
        {
            return (null, $"all members judged {n} item{(n == 1 ? "" : "s")} with a known truth: {SmallSample.FewestItems} are needed for a figure, {MinimumSample.ForMean} for one to rely on");
        }

        if (!table.Scale.HasCategories)
        {
            return (null, $"there are {table.Scale.Count} different labels: a jury votes on a few");
        }

        bool[][] members = [.. Enumerable.Range(0, table.Members.Count).Select(m => Right(table, i => table.Verdicts[i][m]))];
        (JuryRule Rule, bool[] Right)[] rules = [.. Rules(table)];
        IReadOnlyList<double> weights = JuryWeights.Learn(table);
        int best = Enumerable.Range(0, members.Length).MaxBy(m => members[m].Count(r => r));
        (JuryRule Rule, bool[] Right) bestRule = rules.MaxBy(r => r.Right.Count(x => x));
        bool[] isUnanimous = [.. table.Verdicts.Select(v => v.Distinct().Count() == 1)];
        bool[] majority = rules.Single(r => r.Rule == JuryRule.Majority).Right;
        var report = new JuryReport(n)
        {
            Members = [.. table.Members.Select((name, m) => new JuryReport.Member(name, Share(members[m])!, weights[m], table.Members.Count < 3 ? null : Share(Rules(table.Without(m)).First().Right)))],
            Errors = ErrorCorrelation.Of(table),
            Rules = [.. rules.Select(r => (r.Rule, Share(r.Right)!))],
            Unanimous = Share([.. majority.Where((_, i) => isUnanimous[i])]),
            Split = Share([.. majority.Where((_, i) => !isUnanimous[i])]),
            BestMember = (table.Members[best], bestRule.Rule, Gain(members[best], bestRule.Right)),
            Warnings = [],
        };
        return (report with { Warnings = [.. Warn(report, all)] }, null);
    }

    /// <summary>The first is the majority.</summary>
    private static IEnumerable<(JuryRule Rule, bool[] Right)> Rules(JuryTable table)
    {
        int[] fold = [.. Enumerable.Range(0, table.Truth.Count).Select(i => i % Folds)];
        double[][] trust = [.. Enumerable.Range(0, Folds).Select(f => JuryWeights.Learn(table.At(Others(f))).ToArray())];
        double[] equal = [.. Enumerable.Repeat(1.0, table.Members.Count)];
        yield return (JuryRule.Majority, Right(table, i => JuryVote.Weighted(table.Verdicts[i], equal, trust[fold[i]])));
        if (table.Scale.IsNumeric && table.Labels > 2)
        {
            yield return (JuryRule.Mean, Right(table, i => JuryVote.Mean(table.Verdicts[i], table.Scale.Values!)));
        }

        yield return (JuryRule.LogOdds, Right(table, i => JuryVote.Weighted(table.Verdicts[i], trust[fold[i]], trust[fold[i]])));
        DawidSkene[] models = [.. Enumerable.Range(0, Folds).Select(f => DawidSkene.Fit(table, i => fold[i] != f))];
        yield return (JuryRule.DawidSkene, Right(table, i => Likeliest(models[fold[i]].Posterior(table.Verdicts[i]))));

        int[] Others(int f) => [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != f)];
    }

    private static int Likeliest(double[] posterior) => Array.IndexOf(posterior, posterior.Max());

    private static bool[] Right(JuryTable table, Func<int, int> verdict) => [.. Enumerable.Range(0, table.Truth.Count).Select(i => verdict(i) == table.Truth[i])];

    private static Estimate? Share(bool[] right) => Estimate.OfShare(right.Length, right.Count(r => r), 0, 1);

    /// <summary>Paired: the same items, so that what both get right does not count.</summary>
    private static Difference Gain(bool[] member, bool[] rule)
    {
        double[] gains = [.. member.Zip(rule, (m, r) => (r ? 1.0 : 0) - (m ? 1.0 : 0))];
        Estimate mean = Estimate.OfMean(gains.Length, gains.Sum(), gains.Sum(g => g * g), -1, 1)!;
        return new Difference(mean.Mean, mean.Low, mean.High, mean.N);
    }

    /// <summary>That it is not clear that the panel beats its best member.</summary>
    internal static string Unproven(JuryReport report)
    {
        (string name, JuryRule _, Difference gain) = report.BestMember;
        return gain.Value > 0
            ? $"The panel is not clearly better than {name} alone: {gain.Value * 100:0.0} points more by its best rule, and the interval reaches {gain.Low * 100:0.0}."
            : $"The panel does not beat {name}, its best member: {name} alone is right as often, and costs less.";
    }

    private static IEnumerable<string> Warn(JuryReport report, JuryTable all)
    {
        if (report.BestMember.Gain.Low is not > 0)
        {
            yield return Unproven(report);
        }

        if (report.Errors is { EffectiveJudges: { } effective } && effective < 1.5 && report.Members.Count > 2)
        {
            yield return FormattableString.Invariant($"The {report.Members.Count} members err together: they are worth {effective:0.0} independent ones. Judges of other families would add more.");
        }

        foreach (JuryReport.Member member in report.Members.Where(m => m.Accuracy.High < 1.0 / all.Labels))
        {
            yield return $"{member.Name} is worse than guessing: leave it out.";
        }

        foreach (JuryReport.Member member in report.Members.Where(m => m.WithoutIt is { } without && without.Mean > report.Rules[0].Accuracy.Mean))
        {
            yield return FormattableString.Invariant($"Without {member.Name} the majority is right more often: {member.WithoutIt!.Mean * 100:0.0} %.");
        }

        if (all.Truth.Count > report.N)
        {
            yield return $"{all.Truth.Count - report.N} items that not all members judged are left out.";
        }

        if (report.N < MinimumSample.ForMean)
        {
            yield return $"{report.N} items are few: {MinimumSample.ForMean} are needed for figures to rely on, 200 for weights.";
        }
    }
}
