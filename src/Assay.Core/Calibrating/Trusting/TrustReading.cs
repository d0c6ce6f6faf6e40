using System.Globalization;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labelling;
using Assay.Calibrating.Labels;
using Assay.Surfacing;

namespace Assay.Calibrating.Trusting;

/// <summary>Measures how right a judge version is by the labels that a ledger holds.</summary>
public static class TrustReading
{
    private const int MostSlices = 12;

    /// <summary>Labels of more days than this are shown by the month, else by the week.</summary>
    private const int MostDaysByWeek = 92;

    /// <param name="fields">To split by.</param>
    public static async Task<JudgeTrust> ReadAsync(ILabelRecords labels, TrustSubject subject, CancellationToken cancellationToken, IReadOnlyList<string>? fields = null)
    {
        var criteria = new List<CriterionTrust>();
        foreach (string criterion in subject.Criteria)
        {
            IReadOnlyList<LabelledResponse> labelled = await labels.LabelledAsync(new LabelledQuery(subject.Judge, criterion) { JudgeVersion = subject.JudgeVersion }, cancellationToken);
            criteria.Add(Of(subject, criterion, labelled, fields ?? []));
        }

        return new JudgeTrust(subject, criteria);
    }

    /// <param name="labelled">Every response of which somebody said something.</param>
    public static CriterionTrust Of(TrustSubject subject, string criterion, IReadOnlyList<LabelledResponse> labelled, IReadOnlyList<string> fields)
    {
        LabelledResponse[] judged = [.. labelled.Where(l => l.Judge is not null)];
        CriterionTrust known = judged.Length == 0 ? new CriterionTrust(criterion) { Standing = Nothing, Level = TrustLevel.Unknown } : Measured(criterion, new LabelledItems(judged), fields);
        TrustTerms terms = subject.Terms ?? new TrustTerms();
        JudgeStanding standing = JudgeGates.Check(Evidence(known, terms, subject.JudgeVersion), terms.Bars);
        return known with
        {
            Unscored = labelled.Count - judged.Length,
            Raters = [.. labelled.SelectMany(l => l.Ratings).GroupBy(l => l.Key.Rater).Select(g => (g.Key, g.Count())).OrderByDescending(r => r.Item2).ThenBy(r => r.Key, StringComparer.Ordinal)],
            Latest = labelled.Count == 0 ? null : labelled.Max(l => l.Labels.Max(o => o.At)),
            Standing = WithProbe(standing, terms, subject.JudgeVersion),
            Level = standing is JudgeStanding.Trusted ? TrustLevel.Trusted : known.Kappa?.Value.Estimate is null && known.AltTest is null && terms.Bars is not { Kappa: null, WinningRate: null } ? TrustLevel.Unknown : TrustLevel.Advisory,
        };
    }

    private static readonly JudgeStanding Nothing = new JudgeStanding.Advisory([], []);

    private static CriterionTrust Measured(string criterion, LabelledItems items, IReadOnlyList<string> fields)
    {
        LabelRows pairs = items.Pairs();
        PairedScores scores = items.Scores();
        int people = items.People.Count;
        (AltTest? test, _) = AltTest.Of([.. items.Items.Select(i => i.Judge)], [.. items.People.Select(p => (p, items.ValuesOf(p)))], AltTest.Closeness);
        return new CriterionTrust(criterion)
        {
            Scale = items.Scale,
            Ends = items.Ends,
            Items = items.Items.Count,
            Disputed = items.Truth.Count(t => t < 0),
            Figures =
            [
                .. PairFigures.OfJudge(pairs, Good(items)).Where(f => !f.Name.StartsWith("macro_", StringComparison.Ordinal)),
                .. scores.N < SmallSample.FewestItems ? [] : (NamedMeasure[])
                [
                    new NamedMeasure("pearson", Correlations.MeasuredPearson(scores)),
                    new NamedMeasure("spearman", Correlations.MeasuredSpearman(scores)),
                    .. scores.Measure([("calibration_slope", MeanBias.Slope), ("calibration_intercept", MeanBias.Intercept)]),
                    new NamedMeasure("mean_bias", MeanBias.Of(scores)),
                ],
            ],
            HumanCeiling = LeaveOneOut.Of(items.Everybody(withJudge: false), people),
            LeaveOneOut = people < 2 ? [] : LeaveOneOut.Of(items.Everybody(withJudge: true), people),
            AltTest = test,
            Confusion =
            [
                .. Enumerable.Range(0, items.Items.Count).Where(i => items.Truth[i] >= 0).GroupBy(i => (items.Truth[i], items.Judge[i]))
                    .Select(g => new ConfusionCell(g.Key.Item1, g.Key.Item2, [.. g.Select(i => items.Items[i]).Reverse()])).OrderBy(c => c.Human).ThenBy(c => c.Judge),
            ],
            Calibration = CalibrationBin.Of(items.Items, items.Ends),
            Length = LengthBias.Of(items.Items),
            OverTime = OverTime(items),
            Slices = Slices(items, fields),
            Standing = Nothing,
            Level = TrustLevel.Unknown,
        };
    }

    /// <summary>What counts as good, to tell finding it from not: the upper one of two grades, else those above the middle of the scale.</summary>
    private static HashSet<int> Good(LabelledItems items) => [.. Enumerable.Range(0, items.Scale.Count).Where(g => items.Scale.Values![g] > (items.Ends.Low + items.Ends.High) / 2)];

    private static JudgeEvidence Evidence(CriterionTrust known, TrustTerms terms, string version)
    {
        ProbeFindings? probe = terms.Probe?.JudgeVersion == version ? terms.Probe : null;
        return new JudgeEvidence
        {
            Kappa = known.Kappa?.Value.Estimate,
            WinningRate = known.AltTest?.WinningRate,
            Youden = IsAsked(CheckName.Youden) ? known.Find("youden_j")?.Estimate : null,
            TruePositiveRate = IsAsked(CheckName.TruePositives) ? known.Find("sensitivity")?.Estimate : null,
            TrueNegativeRate = IsAsked(CheckName.TrueNegatives) ? known.Find("specificity")?.Estimate : null,
            Bias = known.Find("mean_bias")?.Estimate,
            RepeatConsistency = probe?.RepeatConsistency,
            Sensitivity = probe?.Sensitivity,
        };

        // Of more than two grades nobody said which are good: rates over a middle that we chose are held against no one who did not ask.
        bool IsAsked(string check) => known.Scale.Count == 2 || terms.Bars.Required.Contains(check);
    }

    /// <summary>Says why a probe does not count, where one is named.</summary>
    private static JudgeStanding WithProbe(JudgeStanding standing, TrustTerms terms, string version) =>
        standing is not JudgeStanding.Advisory advisory || terms.Probe is not { } probe || probe.JudgeVersion == version ? standing
        : advisory with
        {
            Reasons = [.. advisory.Reasons, probe.Problem ?? $"{probe.File} is of version {probe.JudgeVersion} of the judge, and not of this one: run `assay trust probe` again"],
        };

    private static IReadOnlyList<AgreementPart> OverTime(LabelledItems items)
    {
        double days = (items.Items.Max(i => i.FiguredAt) - items.Items.Min(i => i.FiguredAt)).TotalDays;
        Func<DateTime, DateTime> begin = days > MostDaysByWeek ? at => new DateTime(at.Year, at.Month, 1) : at => at.Date.AddDays(-(((int)at.DayOfWeek + 6) % 7));
        string format = days > MostDaysByWeek ? "yyyy-MM" : "'week of 'yyyy-MM-dd";
        return
        [
            .. Enumerable.Range(0, items.Items.Count).GroupBy(i => begin(items.Items[i].FiguredAt.UtcDateTime)).OrderBy(g => g.Key)
                .Select(g => Part(items, g.Key.ToString(format, CultureInfo.InvariantCulture), null, [.. g])),
        ];
    }

    private static IReadOnlyList<AgreementPart> Slices(LabelledItems items, IReadOnlyList<string> fields) =>
    [
        .. fields.SelectMany(field => Enumerable.Range(0, items.Items.Count).Where(i => items.Items[i].Fields.ContainsKey(field)).GroupBy(i => items.Items[i].Fields[field])
                .Select(g => Part(items, g.Key, field, [.. g])))
            .Where(p => p.Items >= SmallSample.FewestItems).OrderByDescending(p => p.Items).ThenBy(p => p.Name, StringComparer.Ordinal).Take(MostSlices),
    ];

    private static AgreementPart Part(LabelledItems items, string name, string? field, int[] chosen)
    {
        double[] bias = [.. chosen.Select(i => items.Items[i].Judge!.Value - items.Items[i].Human)];
        int[] decided = [.. chosen.Where(i => items.Truth[i] >= 0)];
        return new AgreementPart(
            name, field, chosen.Length, Estimate.OfShare(decided.Length, decided.Count(i => items.Truth[i] == items.Judge[i]), 0, 1),
            Estimate.OfMean(bias.Length, bias.Sum(), bias.Sum(b => b * b), double.NegativeInfinity, double.PositiveInfinity));
    }
}
