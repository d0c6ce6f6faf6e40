using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labels;
using Assay.Configuring;
using Assay.Surfacing;

namespace Assay.Calibrating.Agreement;

/// <summary>Measures the agreement of a table of labels.</summary>
public static class AgreementReading
{
    /// <summary>Every pair costs thousands of resamples; of more, those with the most items in common are measured.</summary>
    private const int MostPairs = 200;

    /// <exception cref="ConfigurationException">An option names a rater or a label that is not there.</exception>
    public static AgreementReport Read(LabelTable table, AgreementOptions options, CancellationToken cancellationToken)
    {
        int[] people = [.. table.Of(RaterKind.Human)];
        int[] judges = [.. table.Of(RaterKind.Judge)];
        int? gold = options.Gold is null ? null : table.RaterOrThrow(options.Gold, "--gold");
        int[] truths = gold is { } rater ? [rater] : people;
        Consensus consensus = Consensus.Of(table, truths);
        HashSet<int>? positive = Positive(table.Scale, options.Positive);
        (IReadOnlyList<PairAgreement> pairs, int leftOut) = Pairs(table, cancellationToken);
        int[] together = people.Length > 1 ? people : [.. Enumerable.Range(0, table.Raters.Count)];
        string against = gold is not null ? options.Gold! : people.Length == 1 ? table.Raters[people[0]].Name : $"the majority of {people.Length} people";
        var report = new AgreementReport(table)
        {
            Pairs = pairs,
            PairsLeftOut = leftOut,
            Together = Together(table.Rows(together, 1), together.Length),
            TogetherOf = people.Length > 1 ? "people" : "all raters",
            HumanCeiling = people.Length == 0 ? [] : LeaveOneOut.Of(table.Rows(people, 2), people.Length),
            Judges = truths.Length == 0 ? [] : [.. judges.Where(j => j != gold).Select(j => OfJudge(table, j, (truths, consensus, against), positive, options))],
            Baselines = judges.Length == 0 ? [] : [.. Baseline.Of(table, consensus.Label, options.Lengths), .. Baseline.OfLength(table, consensus.Mean, options.Lengths) is { } length ? (IEnumerable<Baseline>)[length] : []],
            Majority = [.. table.Scale.HasCategories ? table.Scale.Names.Select((name, i) => (name, consensus.Label.Count(l => l == i))) : []],
            Tied = consensus.Tied,
            Disagreements = Disagreement.Largest(table, options.Disagreements),
            Warnings = [],
        };
        return report with { Warnings = AgreementWarnings.Of(report, people, judges) };
    }

    private static (IReadOnlyList<PairAgreement> Pairs, int LeftOut) Pairs(LabelTable table, CancellationToken cancellationToken)
    {
        var all = new List<(int A, int B, LabelRows Rows)>();
        for (int a = 0; a < table.Raters.Count; a++)
        {
            for (int b = a + 1; b < table.Raters.Count; b++)
            {
                all.Add((a, b, table.Rows([a, b], 2)));
            }
        }

        return ([.. all.OrderByDescending(p => p.Rows.N).Take(MostPairs).OrderBy(p => p.A).ThenBy(p => p.B).Select(p =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new PairAgreement(table.Raters[p.A].Name, table.Raters[p.B].Name, p.Rows.N, PairFigures.OfRaters(p.Rows));
        })], Math.Max(0, all.Count - MostPairs));
    }

    private static IReadOnlyList<NamedMeasure> Together(LabelRows rows, int raters)
    {
        int paired = rows.Items.Count(r => r.Count(l => l >= 0) > 1);
        (string Name, Func<int[], Statistic> Of)[] figures =
        [
            ("fleiss_kappa", counts => FleissKappa.Of(rows, counts)),
            ("nominal", counts => KrippendorffAlpha.Of(rows, counts, AlphaMetric.Nominal)),
            ("ordinal", counts => KrippendorffAlpha.Of(rows, counts, AlphaMetric.Ordinal)),
            ("interval", counts => KrippendorffAlpha.Of(rows, counts, AlphaMetric.Interval)),
            ("gwet_ac1", counts => GwetAc1.Of(rows, counts)),
            ("icc", counts => IntraclassCorrelation.Of(rows, counts)),
        ];
        return raters < 2 || paired < SmallSample.FewestItems
            ? [.. figures.Select(f => new NamedMeasure(f.Name, new Measured.Undefined(raters < 2 ? "there is only one rater" : SmallSample.TooFew(paired))))]
            : rows.Measure(figures);
    }

    private static JudgeAgreement OfJudge(LabelTable table, int judge, (int[] Raters, Consensus Labels, string Name) truth, IReadOnlySet<int>? positive, AgreementOptions options)
    {
        int[] items = [.. Enumerable.Range(0, table.Items.Count).Where(i => table.Codes[i][judge] >= 0 && truth.Labels.Label[i] >= 0)];
        var rows = new LabelRows(table.Scale, [.. items.Select(i => new[] { truth.Labels.Label[i], table.Codes[i][judge] })], table.ClustersOf(items));
        List<NamedMeasure> figures = [.. PairFigures.OfJudge(rows, positive)];
        BlandAltman? limits = null;
        if (table.Scale.IsNumeric)
        {
            // On a numeric scale the mean of people is the better truth: it knows more than their majority.
            int[] scored = [.. Enumerable.Range(0, table.Items.Count).Where(i => table.Codes[i][judge] >= 0 && truth.Labels.Mean[i] is not null)];
            var scores = new PairedScores([.. scored.Select(i => truth.Labels.Mean[i]!.Value)], [.. scored.Select(i => table.Scale.Values![table.Codes[i][judge]])], table.ClustersOf(scored));
            figures.AddRange(PairFigures.OfScores(scores, true));
            limits = BlandAltman.Of([.. scores.Differences]);
        }
        else if (table.Scale.IsOrdered && rows.N > 0)
        {
            figures.AddRange(PairFigures.OfScores(PairedScores.Of(rows), false));
        }

        (AltTest? test, string? noTest) = AltTest.Of(Values(table, judge), [.. truth.Raters.Select(r => (table.Raters[r].Name, Values(table, r)))], table.Scale.IsNumeric ? AltTest.Closeness : AltTest.Accuracy, options.Epsilon);
        return new JudgeAgreement(table.Raters[judge].Name, truth.Name, items.Length)
        {
            Figures = figures,
            Confusion = table.Scale.HasCategories && rows.N > 0 ? ConfusionMatrix.Of(rows, rows.Counts) : null,
            Limits = limits,
            LeaveOneOut = LeaveOneOut.Of(table.Rows([.. truth.Raters, judge], 2), truth.Raters.Length),
            AltTest = test,
            NoAltTest = noTest,
            Standing = JudgeGates.Check(Evidence(figures, test, table.Scale), options.Bars),
        };
    }

    private static JudgeEvidence Evidence(IReadOnlyList<NamedMeasure> figures, AltTest? test, LabelScale scale)
    {
        return new JudgeEvidence
        {
            Kappa = Found(scale.IsOrdered && scale.Count > 2 ? "cohen_kappa_quadratic" : "cohen_kappa"),
            WinningRate = test?.WinningRate,
            Youden = Found("youden_j"),
            TruePositiveRate = Found("sensitivity"),
            TrueNegativeRate = Found("specificity"),
            Bias = Found("mean_bias"),
        };

        Estimate? Found(string name) => figures.FirstOrDefault(f => f.Name == name)?.Value.Estimate;
    }

    private static IReadOnlyList<double?> Values(LabelTable table, int rater) =>
        [.. table.Codes.Select(row => row[rater] < 0 ? (double?)null : table.Scale.IsNumeric ? table.Scale.Values![row[rater]] : row[rater])];

    private static HashSet<int>? Positive(LabelScale scale, IReadOnlyList<string>? named)
    {
        if (named is null)
        {
            return scale is { Count: 2, IsOrdered: true } ? [1] : null;
        }

        return named.Select(name => scale.IndexOf(LabelScale.Normalise(name)) is >= 0 and var index
            ? index
            : throw new ConfigurationException($"--positive names the label `{name}`, which nobody gave. There are: {string.Join(", ", scale.Names.Take(20))}.")).ToHashSet();
    }
}
