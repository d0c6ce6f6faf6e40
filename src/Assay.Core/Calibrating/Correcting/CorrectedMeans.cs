using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>
/// Corrects the means that figures show by the labels that people gave to responses among them. What was judged is taken from the
/// figures, so that the cost does not depend on how much there is.
/// </summary>
public sealed class CorrectedMeans(ILabelRecords labels, ILedgerFigures ledger)
{
    /// <summary>A field that explains less of the judge's spread than this is not worth splitting by.</summary>
    private const double LeastExplained = 0.02;

    /// <summary>Where more than this of what was judged lies on days of which nothing is labelled, that is said.</summary>
    private const double MostElsewhere = 0.25;

    /// <returns>Null where nobody labelled anything of the judge, or it scored nothing.</returns>
    public async Task<CorrectedPeriod?> ReadAsync(CorrectionQuestion question, CancellationToken cancellationToken)
    {
        IReadOnlyList<LabelCount> counts = await CountsAsync(question.Judge, cancellationToken);
        if (counts.Count == 0)
        {
            return null;
        }

        IReadOnlyList<Rollup> rollups = await ledger.RollupsAsync(new RollupQuery(question.From, question.To) { Judge = question.Judge, Slice = question.Slice }, cancellationToken);
        Rollup? rollup = question.JudgeVersion is { } version ? rollups.FirstOrDefault(r => r.JudgeVersion == version) : rollups.Where(r => r.Scored > 0).MaxBy(r => r.VersionSince);
        return rollup is null ? null : await ReadAsync(rollup, counts, question, cancellationToken);
    }

    /// <param name="rollup">The figures that are to be corrected, of the range and slice of the question.</param>
    /// <returns>Null where nobody labelled anything of the judge.</returns>
    public async Task<CorrectedPeriod?> ReadAsync(Rollup rollup, CorrectionQuestion question, CancellationToken cancellationToken)
    {
        IReadOnlyList<LabelCount> counts = await CountsAsync(rollup.Judge, cancellationToken);
        return counts.Count == 0 ? null : await ReadAsync(rollup, counts, question, cancellationToken);
    }

    private async Task<IReadOnlyList<LabelCount>> CountsAsync(string judge, CancellationToken cancellationToken) =>
        [.. (await labels.CountsAsync(cancellationToken)).Where(c => c.Judge == judge)];

    private async Task<CorrectedPeriod> ReadAsync(Rollup rollup, IReadOnlyList<LabelCount> counts, CorrectionQuestion question, CancellationToken cancellationToken)
    {
        ScoreHistogram[] asked = [.. rollup.Scores.Where(s => s.Criterion != OverallLabels.Overall)];
        var byCriterion = new Dictionary<string, IReadOnlyList<LabelledResponse>>(StringComparer.Ordinal);
        Lazy<Task<IReadOnlyList<Split>>> splits = new(() => SplitsAsync(rollup, question, cancellationToken));
        var criteria = new List<CorrectedCriterion>();
        foreach (ScoreHistogram scores in asked)
        {
            if (counts.FirstOrDefault(c => c.Criterion == scores.Criterion) is not { } count)
            {
                continue;
            }

            IReadOnlyList<LabelledResponse> all = await labels.LabelledAsync(new LabelledQuery(rollup.Judge, scores.Criterion) { JudgeVersion = rollup.JudgeVersion, From = question.From }, cancellationToken);
            LabelledResponse[] labelled = [.. all.Where(l => l.Judge is not null && IsWithin(l, question))];
            byCriterion[scores.Criterion] = labelled;
            criteria.Add(new CorrectedCriterion(scores, labelled.Length == 0 ? NoneHere(scores, count) : await CorrectAsync(scores, labelled)));
        }

        if (asked.Length > 1 && rollup.Scores.FirstOrDefault(s => s.Criterion == OverallLabels.Overall) is { } overall
            && await OverallLabels.ReadAsync(labels, (rollup.Judge, rollup.JudgeVersion), byCriterion, cancellationToken) is { Count: > 0 } whole)
        {
            criteria.Insert(0, new CorrectedCriterion(overall, await CorrectAsync(overall, whole)));
        }

        return new CorrectedPeriod(criteria) { HasSeveral = asked.Length > 1 };

        async Task<Correction> CorrectAsync(ScoreHistogram scores, IReadOnlyList<LabelledResponse> labelled)
        {
            Correction correction = TrafficCorrection.Of(scores, labelled, question.Slice is null ? Best(await splits.Value, scores) : null);
            return correction is Correction.Known known ? await WithDaysAsync(known, labelled, rollup, question, cancellationToken) : correction;
        }
    }

    private static Correction.Absent NoneHere(ScoreHistogram scores, LabelCount count) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"none of the {scores.N:N0} responses that this version of the judge scored here is labelled; the last of {count.Labels:N0} labels was given on {count.Latest.UtcDateTime:yyyy-MM-dd}"), 0);

    /// <summary>Figures hold whole hours.</summary>
    private static bool IsWithin(LabelledResponse labelled, CorrectionQuestion question)
    {
        DateTimeOffset hour = new(labelled.FiguredAt.UtcTicks - (labelled.FiguredAt.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        return hour.AddHours(1) > question.From && hour < question.To
            && (question.Slice is not var (field, value) || (labelled.Fields.TryGetValue(field, out string? own) && own == value));
    }

    /// <summary>The same figures by every declared field.</summary>
    private async Task<IReadOnlyList<Split>> SplitsAsync(Rollup rollup, CorrectionQuestion question, CancellationToken cancellationToken)
    {
        var splits = new List<Split>();
        foreach (string field in await ledger.SliceFieldsAsync(cancellationToken))
        {
            IReadOnlyList<Rollup> values = await ledger.RollupsAsync(new RollupQuery(question.From, question.To) { Judge = rollup.Judge, By = field }, cancellationToken);
            splits.Add(new Split(field, [.. values.Where(v => v.JudgeVersion == rollup.JudgeVersion)]));
        }

        return splits;
    }

    /// <summary>The field by which the judge's scores differ most. Labels have no say in it: a choice by them would make the interval narrow by chance.</summary>
    private static TrafficSplit? Best(IReadOnlyList<Split> splits, ScoreHistogram scores) =>
        splits.Select(s => s.Of(scores.Criterion)).Select(s => (Split: s, Explained: s.Explained(scores)))
            .Where(s => s.Explained >= LeastExplained).OrderByDescending(s => s.Explained).Select(s => s.Split).FirstOrDefault();

    private async Task<Correction> WithDaysAsync(Correction.Known known, IReadOnlyList<LabelledResponse> labelled, Rollup rollup, CorrectionQuestion question, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> days = await ledger.RollupsAsync(
            new RollupQuery(question.From, question.To) { Judge = rollup.Judge, Slice = question.Slice, Hours = 24, OutcomesOnly = true }, cancellationToken);
        (DateTimeOffset first, DateTimeOffset last) = (labelled.Min(l => l.FiguredAt), labelled.Max(l => l.FiguredAt));
        Rollup[] own = [.. days.Where(d => d.JudgeVersion == rollup.JudgeVersion)];
        long elsewhere = own.Where(d => d.Begin.AddDays(1) <= first || d.Begin > last).Sum(d => d.Scored);
        long all = own.Sum(d => d.Scored);
        return elsewhere <= MostElsewhere * all ? known : new Correction.Known(known.Mean with
        {
            Warnings =
            [
                .. known.Mean.Warnings,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Labels are of responses from {first.UtcDateTime:yyyy-MM-dd} to {last.UtcDateTime:yyyy-MM-dd}, and {(double)elsewhere / all:P0} of what was judged lies before or after: it is taken to be like those."),
            ],
        });
    }

    private sealed record Split(string Field, IReadOnlyList<Rollup> Values)
    {
        public TrafficSplit Of(string criterion) => new(
            Field, [.. Values.Select(v => (v.Value, Scores: v.Scores.FirstOrDefault(s => s.Criterion == criterion))).Where(v => v.Scores is not null).Select(v => (v.Value, v.Scores!))]);
    }
}
