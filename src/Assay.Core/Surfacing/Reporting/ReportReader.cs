using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Running;

namespace Assay.Surfacing.Reporting;

/// <summary>Puts a report together from what a ledger tells.</summary>
public sealed class ReportReader(ILedgerQueries ledger, IReadOnlyList<string> slices, LowBar bar, TimeProvider clock)
{
    private const int ShownLowest = 10;
    private const int ShownUnscored = 3;

    /// <summary>What a run says of a field that a response does not have.</summary>
    private const string NoValue = "(none)";

    public Task<Report> ReadAsync(ReportSubject subject, CancellationToken cancellationToken) => subject switch
    {
        ReportSubject.OneRun { Run: var run } => OfRunAsync(run, cancellationToken),
        ReportSubject.Collected { Range: var range } => OfRangeAsync(range, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(subject)),
    };

    /// <summary>The outcomes that a report is about, judge by judge.</summary>
    public async IAsyncEnumerable<ResultRow> RowsAsync(ReportSubject subject, Report report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (JudgeReport judge in report.Judges)
        {
            IAsyncEnumerable<ResultRow> rows = subject is ReportSubject.Collected { Range: var range }
                ? ledger.ResultsAsync(range.Outcomes(judge.Judge, judge.JudgeVersion), cancellationToken)
                : ledger.ResultsAsync(((ReportSubject.OneRun)subject).Run.Key, cancellationToken);
            await foreach (ResultRow row in rows)
            {
                yield return row;
            }
        }
    }

    /// <summary>Its figures are added up from its rows.</summary>
    private async Task<Report> OfRunAsync(StoredRun run, CancellationToken cancellationToken)
    {
        RunAccount account = await ledger.AccountAsync(run.Key, await FieldsAsync(cancellationToken), cancellationToken);
        RowSums sums = await SumAsync(ledger.ResultsAsync(run.Key, cancellationToken));
        return new Report
        {
            Title = run.Description,
            Subtitle = FormattableString.Invariant($"run {run.Key.Run}, begun {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(run.EndedAt is null ? ", not finished" : "")}"),
            MadeAt = clock.GetUtcNow(),
            Bar = bar,
            Judges =
            [
                new JudgeReport
                {
                    Judge = run.Judge,
                    JudgeVersion = run.JudgeVersion,
                    Model = (await ModelsAsync(cancellationToken)).GetValueOrDefault((run.Judge, run.JudgeVersion)),
                    Counts = sums.Counts,
                    Scores = account.Scores,
                    Corrected = await CorrectedAsync(run, account.Scores, cancellationToken),
                    // One that no response of the run has says nothing.
                    Slices = SliceRanking.Ranked(account.Slices.Where(s => s.Value.Count > 1 || s.Value.Keys.All(v => v != NoValue))
                        .SelectMany(s => s.Value.Select(v => new ReportSlice(s.Key, v.Key, v.Value)))),
                    Lowest = sums.Lowest,
                    Unscored = sums.Unscored,
                    // What the run itself paid: a verdict that the ledger had already cost it nothing.
                    Cost = sums.Cost with
                    {
                        Usd = account.CostUsd,
                        Attempts = account.Attempts,
                        SavedUsd = account.CacheSavedUsd + account.SharingSavedUsd,
                        Tokens = (account.InputTokens, account.OutputTokens),
                    },
                },
            ],
        };
    }

    /// <summary>The figures of the dashboard, with the rows behind them.</summary>
    private async Task<Report> OfRangeAsync(ReportRange range, CancellationToken cancellationToken)
    {
        Dictionary<(string, string), string?> models = await ModelsAsync(cancellationToken);
        IReadOnlyList<Rollup> now = await ledger.RollupsAsync(range.Query, cancellationToken);
        var judges = new List<JudgeReport>();
        foreach (IGrouping<string, Rollup> judge in now.GroupBy(r => r.Judge).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // Versions are never mixed: the newest that scored something is reported on.
            Rollup latest = judge.OrderByDescending(r => r.VersionSince).FirstOrDefault(r => r.Scored > 0) ?? judge.First();
            judges.Add(await OfJudgeAsync(range, latest, [.. judge.Where(r => r != latest)], models.GetValueOrDefault((latest.Judge, latest.JudgeVersion)), cancellationToken));
        }

        return new Report
        {
            Title = range.Title,
            Subtitle = range.Subtitle,
            MadeAt = clock.GetUtcNow(),
            Range = (range.From, range.Now),
            Bar = bar,
            Judges = judges,
        };
    }

    private async Task<JudgeReport> OfJudgeAsync(ReportRange range, Rollup rollup, IReadOnlyList<Rollup> others, string? model, CancellationToken cancellationToken)
    {
        RowSums sums = await SumAsync(ledger.ResultsAsync(range.Outcomes(rollup.Judge, rollup.JudgeVersion), cancellationToken));
        Rollup? before = (await ledger.RollupsAsync(range.Before with { Judge = rollup.Judge }, cancellationToken)).FirstOrDefault(r => r.JudgeVersion == rollup.JudgeVersion);
        int hours = range.StepHours;
        IReadOnlyList<KnownRelease> releases = range.IsSliced ? [] : await Assay.Surfacing.Releases.ReadEventsAsync(ledger, rollup.Judge, (range.Query.From, range.Query.To), cancellationToken);
        return new JudgeReport
        {
            Judge = rollup.Judge,
            JudgeVersion = rollup.JudgeVersion,
            Model = model,
            OtherVersions = [.. others.Select(o => (o.JudgeVersion, o.Scored))],
            Counts = sums.Counts,
            Scores = rollup.Scores,
            Corrected = await new CorrectedMeans(ledger.Labels, ledger).ReadAsync(rollup, new CorrectionQuestion(rollup.Judge, range.Query.From, range.Query.To) { Slice = range.Slice }, cancellationToken),
            Change = Difference.Between(before?.Main, rollup.Main),
            ChangeAgainst = range.BeforeName,
            Steps = await ledger.RollupsAsync(range.Query with { Judge = rollup.Judge, Hours = hours }, cancellationToken),
            StepLength = TimeSpan.FromHours(hours),
            Releases = [.. releases.Select(r => (r.Name, r.Begin))],
            Slices = range.IsSliced ? [] : await SliceRanking.ReadAsync(ledger, range.Query, rollup, await FieldsAsync(cancellationToken), cancellationToken),
            Lowest = sums.Lowest,
            Unscored = sums.Unscored,
            Cost = sums.Cost,
        };
    }

    /// <summary>By the labels of responses that the run judged.</summary>
    private async Task<CorrectedPeriod?> CorrectedAsync(StoredRun run, IReadOnlyList<ScoreHistogram> scores, CancellationToken cancellationToken)
    {
        ScoreHistogram[] asked = [.. scores.Where(s => s.Criterion != OverallLabels.Overall)];
        var byCriterion = new Dictionary<string, IReadOnlyList<LabelledResponse>>(StringComparer.Ordinal);
        var criteria = new List<CorrectedCriterion>();
        foreach (ScoreHistogram criterion in asked)
        {
            IReadOnlyList<LabelledResponse> labelled = await ledger.Labels.LabelledAsync(new LabelledQuery(run.Judge, criterion.Criterion) { JudgeVersion = run.JudgeVersion }, cancellationToken);
            HashSet<string> there = labelled.Any(l => l.Judge is not null)
                ? await ledger.ResultsAsync(run.Key, cancellationToken).Select(r => r.Id).Where(labelled.Select(l => l.ResponseId).ToHashSet(StringComparer.Ordinal).Contains).ToHashSetAsync(StringComparer.Ordinal, cancellationToken)
                : [];
            LabelledResponse[] own = [.. labelled.Where(l => l.Judge is not null && there.Contains(l.ResponseId))];
            byCriterion[criterion.Criterion] = own;
            if (own.Length > 0)
            {
                criteria.Add(new CorrectedCriterion(criterion, TrafficCorrection.Of(criterion, own, split: null)));
            }
        }

        if (asked.Length > 1 && scores.FirstOrDefault(s => s.Criterion == OverallLabels.Overall) is { } overall
            && await OverallLabels.ReadAsync(ledger.Labels, (run.Judge, run.JudgeVersion), byCriterion, cancellationToken) is { Count: > 0 } whole)
        {
            criteria.Insert(0, new CorrectedCriterion(overall, TrafficCorrection.Of(overall, whole, split: null)));
        }

        return criteria.Count == 0 ? null : new CorrectedPeriod(criteria) { HasSeveral = asked.Length > 1 };
    }

    private async Task<IReadOnlyList<string>> FieldsAsync(CancellationToken cancellationToken) =>
        [.. (await ledger.SliceFieldsAsync(cancellationToken)).Union(slices, StringComparer.Ordinal)];

    private async Task<Dictionary<(string, string), string?>> ModelsAsync(CancellationToken cancellationToken) =>
        (await ledger.JudgeVersionsAsync(cancellationToken)).ToDictionary(v => (v.Name, v.Version), ModelOf);

    private static string? ModelOf(StoredJudgeVersion version) => JsonElement.Parse(version.Definition).TryGetProperty("model", out JsonElement model) ? model.GetString() : null;

    private static Task<RowSums> SumAsync(IAsyncEnumerable<ResultRow> rows) => RowSums.OfAsync(rows, ShownLowest, ShownUnscored);
}
