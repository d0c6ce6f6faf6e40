using Assay.Calibrating.Correcting;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard.Figures;
using Assay.Surfacing;

namespace Assay.Server.Dashboard.Pages;

/// <summary>One criterion of one judge over time, whole or split by a field.</summary>
public sealed record TrendsModel
{
    /// <summary>More lines than this cannot be told apart.</summary>
    private const int MostSeries = 6;

    public required IReadOnlyList<string> Judges { get; init; }

    public required IReadOnlyList<string> Criteria { get; init; }

    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Null where there is nothing to show.</summary>
    public required string? Judge { get; init; }

    public required string? Criterion { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public required IReadOnlyList<ChartMarker> Markers { get; init; }

    /// <summary>The range as a whole, by value of the field, most scores first; one row where it is not split.</summary>
    public required IReadOnlyList<Row> Rows { get; init; }

    /// <summary>What was asked for and is not shown, in words.</summary>
    public string? Notice { get; init; }

    /// <summary>Values that have no line of their own.</summary>
    public int Hidden => Math.Max(0, Rows.Select(r => r.Value).Distinct().Count() - Series.Count);

    /// <summary>Scores of several versions of the judge stand apart.</summary>
    public bool HasVersions => Rows.Select(r => r.JudgeVersion).Distinct().Count() > 1;

    internal static async Task<TrendsModel> ReadAsync(ServiceState state, View view, CancellationToken cancellationToken)
    {
        IServiceLedger ledger = state.Ledger;
        IReadOnlyList<Rollup> whole = await ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To), cancellationToken);
        string[] judges = [.. whole.Select(r => r.Judge).Distinct().Order(StringComparer.Ordinal)];
        string? judge = view.Judge is { } asked && judges.Contains(asked) ? asked : judges.FirstOrDefault();
        string[] criteria = [.. whole.Where(r => r.Judge == judge).SelectMany(r => r.Scores.Select(s => s.Criterion)).Distinct()];
        string? criterion = view.Criterion is { } named && criteria.Contains(named) ? named : criteria.FirstOrDefault();
        IReadOnlyList<string> fields = await ledger.SliceFieldsAsync(cancellationToken);
        string? by = view.By is { } field && fields.Contains(field) ? field : null;
        var query = new RollupQuery(view.Period.From, view.Period.To) { Judge = judge, By = by, Slice = by is null ? view.Slice : null };
        IReadOnlyList<Rollup> steps = judge is null ? [] : await ledger.RollupsAsync(query with { Hours = view.Period.StepHours }, cancellationToken);
        IReadOnlyList<Rollup> totals = judge is null ? [] : await ledger.RollupsAsync(query, cancellationToken);
        List<Row> rows = [.. RowsOf(totals, criterion).OrderByDescending(r => r.Scores.N)];
        if (judge is not null)
        {
            await CorrectAsync(ledger, view, (judge, by), rows, totals, cancellationToken);
        }

        return new TrendsModel
        {
            Judges = judges,
            Criteria = criteria,
            Fields = fields,
            Judge = judge,
            Criterion = criterion,
            Notice = view.Judge is { } other && judge is not null && other != judge ? $"There are no scores of a judge {other} in this range; {judge} is shown."
                : view.Criterion is { } unknown && criterion is not null && unknown != criterion ? $"{judge} has no scores for {unknown} in this range; {criterion} is shown."
                : view.By is { } undeclared && by is null ? $"{undeclared} is not declared under slices in assay.yaml, so figures are not split by it."
                : null,
            Rows = rows,
            Series =
            [
                .. rows.Select(r => r.Value).Distinct().Take(MostSeries)
                    .Select(value => new ChartSeries(
                        value ?? judge!,
                        by is null || value is null ? null : view.Here(("by", null), ("slice", $"{by}:{value}")),
                        Points(steps.Where(s => s.Value == value), criterion))),
            ],
            Markers = judge is null ? [] : [.. await ReleasesAsync(ledger, view, judge, cancellationToken), .. Seams(steps)],
        };
    }

    /// <summary>The rows that have a line of their own.</summary>
    private static async Task CorrectAsync(IServiceLedger ledger, View view, (string Judge, string? By) asked, List<Row> rows, IReadOnlyList<Rollup> totals, CancellationToken cancellationToken)
    {
        var means = new CorrectedMeans(ledger.Labels, ledger);
        for (int i = 0; i < Math.Min(rows.Count, MostSeries); i++)
        {
            Row row = rows[i];
            (string, string)? slice = asked.By is null ? view.Slice : row.Value is { } value ? (asked.By, value) : null;
            if (asked.By is not null && slice is null)
            {
                continue;
            }

            CorrectedPeriod? period = await means.ReadAsync(
                totals.First(t => t.Value == row.Value && t.JudgeVersion == row.JudgeVersion), new CorrectionQuestion(asked.Judge, view.Period.From, view.Period.To) { Slice = slice }, cancellationToken);
            if (period is null)
            {
                return;
            }

            rows[i] = row with { Corrected = period.Of(row.Scores.Criterion) };
        }
    }

    private static IEnumerable<Row> RowsOf(IReadOnlyList<Rollup> totals, string? criterion) =>
        from rollup in totals
        let scores = rollup.Scores.FirstOrDefault(s => s.Criterion == criterion)
        where scores is not null
        select new Row(rollup.Value, rollup.JudgeVersion, scores, rollup.Coverage);

    private static IReadOnlyList<SeriesPoint> Points(IEnumerable<Rollup> rollups, string? criterion) =>
    [
        .. rollups.GroupBy(r => r.Begin).OrderBy(g => g.Key)
            .Select(g => g.MaxBy(r => r.Scored)!)
            .Select(r => new SeriesPoint(r.Begin, r.Scores.FirstOrDefault(s => s.Criterion == criterion)?.Mean(), r.JudgeVersion)),
    ];

    private static async Task<IEnumerable<ChartMarker>> ReleasesAsync(IServiceLedger ledger, View view, string judge, CancellationToken cancellationToken) =>
        (await Releases.ReadEventsAsync(ledger, judge, (view.Period.From, view.Period.To), cancellationToken)).Select(r => new ChartMarker(r.Begin, r.Name, "release"));

    internal static IEnumerable<ChartMarker> Seams(IReadOnlyList<Rollup> steps) =>
        steps.GroupBy(s => s.JudgeVersion).Select(g => g.Min(s => s.Begin)).Order().Skip(1)
            .Select(at => new ChartMarker(at, "judge changed", "seam"));

    /// <param name="Value">Of the field it is split by; null for all.</param>
    public sealed record Row(string? Value, string JudgeVersion, ScoreHistogram Scores, double? Coverage)
    {
        /// <summary>What people would say; null where nobody labelled anything.</summary>
        public CorrectedCriterion? Corrected { get; init; }
    }
}
