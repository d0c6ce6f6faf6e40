using Assay.Calibrating.Correcting;
using Assay.Calibrating.Trusting;
using Assay.Scoring.Judging;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard.Figures;
using Assay.Server.Queries;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;

namespace Assay.Server.Dashboard.Pages;

/// <summary>What the overview shows: how good the responses are by judge, compared with the range before, and where they are worst.</summary>
public sealed record OverviewModel
{
    private const int ShownSlices = 8;

    /// <summary>A slice of fewer scores is not ranked: its mean would lead the list by chance.</summary>
    private const long FewestForRank = 30;

    public required LedgerAccount Account { get; init; }

    /// <summary>What alerts hold open, the latest first.</summary>
    public required IReadOnlyList<Incident> Open { get; init; }

    public required IReadOnlyList<JudgeCard> Judges { get; init; }

    /// <summary>Every slice with scores enough to rank it, beginning with the lowest.</summary>
    public required IReadOnlyList<SliceRow> Slices { get; init; }

    /// <summary>Where scores are lowest now, beginning with the lowest.</summary>
    public IReadOnlyList<SliceRow> Worst => [.. Slices.Take(ShownSlices)];

    /// <summary>Where scores changed most against the range before, clear changes only.</summary>
    public IReadOnlyList<SliceRow> Movers => [.. Slices.Where(s => s.Change is { IsClear: true }).OrderByDescending(s => Math.Abs(s.Change!.Value)).Take(ShownSlices)];

    /// <summary>The judge that slices are ranked by.</summary>
    public required JudgeCard? Ranked { get; init; }

    internal static async Task<OverviewModel> ReadAsync(ServiceState state, View view, CancellationToken cancellationToken)
    {
        IServiceLedger ledger = state.Ledger;
        IReadOnlyList<Rollup> now = await ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To), cancellationToken);
        IReadOnlyList<Rollup> before = await ledger.RollupsAsync(new RollupQuery(view.Period.Before, view.Period.From), cancellationToken);
        IReadOnlyList<Rollup> series = await ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To) { Hours = view.Period.StepHours }, cancellationToken);
        var means = new CorrectedMeans(ledger.Labels, ledger);
        var judges = new List<JudgeCard>();
        foreach (IGrouping<string, Rollup> judge in now.GroupBy(r => r.Judge).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // Versions are never mixed: the newest that scored something is shown, and what it is compared with is its own.
            Rollup latest = judge.OrderByDescending(r => r.VersionSince).FirstOrDefault(r => r.Scored > 0) ?? judge.First();
            Rollup? earlier = before.FirstOrDefault(r => r.Judge == latest.Judge && r.JudgeVersion == latest.JudgeVersion);
            StandingJudge? standing = state.Judges.FirstOrDefault(j => j.Judge.Name == judge.Key);
            judges.Add(new JudgeCard
            {
                Now = latest,
                Versions = judge.Select(r => r.JudgeVersion).Distinct().Count(),
                Change = Difference.Between(earlier?.Main, latest.Main),
                Series = Points(series.Where(r => r.Judge == judge.Key)),
                Model = standing?.Judge.Model.ToString(),
                Pause = standing?.Paused,
                Trust = await state.Trust.ReadAsync(TrustSubjects.Of(state, latest), cancellationToken),
                Corrected = await means.ReadAsync(latest, new CorrectionQuestion(latest.Judge, view.Period.From, view.Period.To), cancellationToken),
            });
        }

        JudgeCard? ranked = judges.FirstOrDefault(j => j.Now.Judge == view.Judge) ?? judges.Where(j => j.Now.Scored > 0).MaxBy(j => j.Now.Scored);
        return new OverviewModel
        {
            Open = await ledger.Alerts.IncidentsAsync(new IncidentQuery { OnlyOpen = true }, cancellationToken),
            Account = await ledger.AccountAsync(cancellationToken),
            Judges = judges,
            Ranked = ranked,
            Slices = ranked is null ? [] : [.. (await SlicesAsync(ledger, view, ranked.Now, cancellationToken)).OrderBy(s => s.Mean.Mean)],
        };
    }

    /// <summary>One point for each step; of several judge versions in a step the one that scored most.</summary>
    public static IReadOnlyList<SeriesPoint> Points(IEnumerable<Rollup> rollups) =>
    [
        .. rollups.GroupBy(r => r.Begin).OrderBy(g => g.Key)
            .Select(g => g.MaxBy(r => r.Scored)!)
            .Select(r => new SeriesPoint(r.Begin, r.Main?.Mean(), r.JudgeVersion)),
    ];

    private static async Task<IReadOnlyList<SliceRow>> SlicesAsync(IServiceLedger ledger, View view, Rollup judge, CancellationToken cancellationToken)
    {
        var rows = new List<SliceRow>();
        foreach (string field in await ledger.SliceFieldsAsync(cancellationToken))
        {
            bool IsOfJudge(Rollup r) => r.JudgeVersion == judge.JudgeVersion && r.Judge == judge.Judge;
            IReadOnlyList<Rollup> now = await ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To) { Judge = judge.Judge, By = field }, cancellationToken);
            IReadOnlyList<Rollup> before = await ledger.RollupsAsync(new RollupQuery(view.Period.Before, view.Period.From) { Judge = judge.Judge, By = field }, cancellationToken);
            rows.AddRange(
                from r in now
                where IsOfJudge(r) && r.Value is not null && r.Main?.N >= FewestForRank
                let earlier = before.FirstOrDefault(b => IsOfJudge(b) && b.Value == r.Value)
                let change = earlier?.Main?.N >= FewestForRank ? Difference.Between(earlier.Main, r.Main) : null
                select new SliceRow(field, r.Value!, r.Main!, r.Main!.Mean()!, change));
        }

        return rows;
    }

    /// <summary>One judge's figures.</summary>
    public sealed record JudgeCard
    {
        public required Rollup Now { get; init; }

        public required int Versions { get; init; }

        public required Difference? Change { get; init; }

        public required IReadOnlyList<SeriesPoint> Series { get; init; }

        /// <summary>Null where the service does not have the judge any more.</summary>
        public required string? Model { get; init; }

        public required StandingJudge.Pause? Pause { get; init; }

        /// <summary>Whether the version that is shown is right.</summary>
        public required JudgeTrust Trust { get; init; }

        /// <summary>What people would say; null where nobody labelled anything.</summary>
        public required CorrectedPeriod? Corrected { get; init; }

        public bool IsHeuristic => Model is { } model && ModelReference.TryParse(model) is { IsHeuristic: true };
    }

    /// <summary>One value of one field.</summary>
    public sealed record SliceRow(string Field, string Value, ScoreHistogram Scores, Estimate Mean, Difference? Change);
}
