using System.Globalization;
using System.Runtime.CompilerServices;
using Assay.Gating.History;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard.Figures;
using Assay.Server.Dashboard.Gating;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;

namespace Assay.Server.Dashboard.Exports;

/// <summary>The tables of the pages, by name; each is read as its page is.</summary>
internal static class Tables
{
    private const int RowsAtOnce = 500;

    public static IReadOnlyDictionary<string, Func<Asked, CancellationToken, Task<DataTable>>> All { get; } = new Dictionary<string, Func<Asked, CancellationToken, Task<DataTable>>>(StringComparer.Ordinal)
    {
        ["responses"] = (asked, cancel) => Task.FromResult(Responses(asked, cancel)),
        ["scores"] = ScoresAsync,
        ["calls"] = CallsAsync,
        ["quality"] = QualityAsync,
        ["slices"] = SlicesAsync,
        ["trends"] = TrendsAsync,
        ["series"] = SeriesAsync,
        ["comparison"] = ComparisonAsync,
        ["judges"] = JudgesAsync,
        ["gates"] = GatesAsync,
        ["ledger"] = LedgerAsync,
        ["trust"] = TrustAsync,
        ["labelled"] = LabelledAsync,
        ["sources"] = async (asked, cancel) => DataTable.Of((await PipelineModel.ReadAsync(asked.State, cancel)).Sources,
            ("source", s => s.Name), ("accepted", s => s.Accepted), ("rejected", s => s.Rejected), ("error", s => s.Error)),
        ["keys"] = async (asked, cancel) => DataTable.Of(await asked.State.Keys(cancel),
            ("name", k => k.Name), ("prefix", k => k.Prefix), ("scopes", k => string.Join(' ', k.Scopes.Select(s => s.ToString().ToLowerInvariant()))), ("created_at", k => k.CreatedAt), ("revoked_at", k => k.RevokedAt)),
    };

    private static DataTable Responses(Asked asked, CancellationToken cancellationToken)
    {
        OutcomeQuery query = ResponsesModel.QueryOf(asked.View, asked.Request.Query) with { Before = null, Limit = RowsAtOnce, LowestFirst = false };
        return DataTable.Of(
            RowsAsync(asked.State, query, cancellationToken),
            ("id", r => r.Outcome.Id), ("revision", r => r.Outcome.Revision), ("received_at", r => r.Outcome.ReceivedAt), ("judge", r => r.Outcome.Judge), ("judge_version", r => r.Outcome.JudgeVersion),
            ("outcome", r => r.Outcome.State.ToSnakeCase()), ("reason", r => r.Outcome.Reason), ("overall", r => r.Outcome.Overall), ("label", r => r.Outcome.Label), ("cost_usd", r => r.Outcome.CostUsd),
            ("input", r => r.Said.Input), ("output", r => r.Said.Output));
    }

    private static async IAsyncEnumerable<ResponsesModel.Row> RowsAsync(ServiceState state, OutcomeQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? before = null; ;)
        {
            OutcomePage page = await state.Ledger.ListAsync(query with { Before = before }, cancellationToken);
            foreach (OutcomeListing row in page.Rows)
            {
                yield return new ResponsesModel.Row(row, ResponseText.Of(row.Body!));
            }

            if (page.Next is null)
            {
                yield break;
            }

            before = page.Next;
        }
    }

    private static async Task<DataTable> ScoresAsync(Asked asked, CancellationToken cancellationToken) => DataTable.Of(
        from judged in await JudgedAsync(asked, cancellationToken)
        from score in judged.Result.Scores
        select (judged.Revision, judged.Result, score),
        ("revision", r => r.Revision), ("judge", r => r.Result.Judge), ("judge_version", r => r.Result.JudgeVersion), ("criterion", r => r.score.Criterion), ("score", r => r.score.Score),
        ("label", r => r.score.Label), ("reason", r => r.score.Reason));

    private static async Task<DataTable> CallsAsync(Asked asked, CancellationToken cancellationToken) => DataTable.Of(
        from judged in await JudgedAsync(asked, cancellationToken)
        from call in judged.Attempts
        select (judged.Revision, judged.Result, call),
        ("revision", r => r.Revision), ("judge", r => r.Result.Judge), ("judge_version", r => r.Result.JudgeVersion), ("started_at", r => r.call.StartedAt), ("result", r => r.call.Result.ToSnakeCase()),
        ("status", r => r.call.StatusCode), ("error", r => r.call.Error), ("duration_ms", r => Math.Round(r.call.Duration.TotalMilliseconds, 1)), ("input_tokens", r => r.call.InputTokens),
        ("cached_tokens", r => r.call.CachedTokens), ("cache_write_tokens", r => r.call.CacheWriteTokens), ("output_tokens", r => r.call.OutputTokens), ("cost_usd", r => r.call.CostUsd), ("estimated", r => r.call.Estimated));

    private static async Task<IEnumerable<(int Revision, ResultRow Result, IReadOnlyList<Attempt> Attempts)>> JudgedAsync(Asked asked, CancellationToken cancellationToken) =>
        asked.Text("id") is { } id && await asked.State.Ledger.TrailAsync(id, cancellationToken) is { } trail
            ? trail.Revisions.SelectMany(r => r.Judgments.Select(j => (r.Number, j.Result, j.Attempts)))
            : throw new Microsoft.AspNetCore.Http.BadHttpRequestException("`id` must be the id of a response that the ledger holds.");

    private static async Task<DataTable> QualityAsync(Asked asked, CancellationToken cancellationToken) => DataTable.Of(
        (await OverviewModel.ReadAsync(asked.State, asked.View, cancellationToken)).Judges.SelectMany(j => j.Now.Scores.Select(s => (j.Now, Scores: s))),
        [
            ("judge", r => r.Now.Judge), ("judge_version", r => r.Now.JudgeVersion), ("criterion", r => r.Scores.Criterion), .. Estimate<(Rollup Now, ScoreHistogram Scores)>("", r => r.Scores.Mean()),
            ("scale_min", r => r.Scores.Min), ("scale_max", r => r.Scores.Max), ("coverage", r => r.Now.Coverage),
        ]);

    private static async Task<DataTable> SlicesAsync(Asked asked, CancellationToken cancellationToken)
    {
        OverviewModel model = await OverviewModel.ReadAsync(asked.State, asked.View, cancellationToken);
        return DataTable.Of(
            model.Slices,
            [
                ("judge", _ => model.Ranked?.Now.Judge), ("field", s => s.Field), ("value", s => s.Value), .. Estimate<OverviewModel.SliceRow>("", s => s.Mean),
                ("change", s => s.Change?.Value), ("change_low", s => s.Change?.Low), ("change_high", s => s.Change?.High),
            ]);
    }

    private static async Task<DataTable> TrendsAsync(Asked asked, CancellationToken cancellationToken)
    {
        TrendsModel model = await TrendsModel.ReadAsync(asked.State, asked.View, cancellationToken);
        return DataTable.Of(
            model.Rows,
            [
                ("judge", _ => model.Judge), ("judge_version", r => r.JudgeVersion), ("criterion", _ => model.Criterion), ("field", r => r.Value is null ? null : asked.View.By), ("value", r => r.Value),
                .. Estimate<TrendsModel.Row>("", r => r.Scores.Mean()), ("coverage", r => r.Coverage),
                ("counts", r => string.Join(' ', r.Scores.Counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Score}:{c.Count}")))),
            ]);
    }

    private static async Task<DataTable> SeriesAsync(Asked asked, CancellationToken cancellationToken)
    {
        TrendsModel model = await TrendsModel.ReadAsync(asked.State, asked.View, cancellationToken);
        return DataTable.Of(
            model.Series.SelectMany(s => s.Points.Select(p => (s.Name, Point: p))),
            [
                ("judge", _ => model.Judge), ("criterion", _ => model.Criterion), ("series", r => r.Name), ("begin", r => r.Point.Begin), ("judge_version", r => r.Point.JudgeVersion),
                .. Estimate<(string Name, SeriesPoint Point)>("", r => r.Point.Mean),
            ]);
    }

    private static async Task<DataTable> ComparisonAsync(Asked asked, CancellationToken cancellationToken)
    {
        CompareModel model = await CompareModel.ReadAsync(asked.State, asked.View, asked.Text("since"), asked.Releases, cancellationToken);
        return DataTable.Of(
            model.Criteria.Select(r => (Kind: "criterion", Row: r)).Concat(model.Slices.Select(r => (Kind: "slice", Row: r))),
            [
                ("judge", _ => model.Judge), ("judge_version", _ => model.JudgeVersion), ("kind", r => r.Kind), ("name", r => r.Row.Name),
                .. Estimate<(string Kind, CompareModel.Row Row)>("before_", r => r.Row.Before.Mean()), .. Estimate<(string Kind, CompareModel.Row Row)>("after_", r => r.Row.After.Mean()),
                ("difference", r => r.Row.Change.Value), ("low", r => r.Row.Change.Low), ("high", r => r.Row.Change.High), ("verdict", r => r.Row.Verdict), ("needed_n", r => r.Row.Needed),
                ("mix", r => r.Row.Mix), ("q", r => r.Row.Q), ("higher", r => r.Row.Contrast?.Higher), ("hedges_g", r => r.Row.Contrast?.HedgesG), ("shape_p", r => r.Row.Contrast?.ShapeP),
            ]);
    }

    private static async Task<DataTable> JudgesAsync(Asked asked, CancellationToken cancellationToken) => DataTable.Of(
        await JudgeRow.ReadAsync(asked.State, asked.View, cancellationToken),
        [
            ("judge", j => j.Name), ("model", j => j.Model), ("judge_version", j => j.Version), ("state", j => j.State), ("problem", j => j.Problem), ("sample", j => j.Sample),
            .. Estimate<JudgeRow>("", j => j.Now?.Main?.Mean()), ("coverage", j => j.Now?.Coverage), ("cost_usd", j => j.CostUsd),
        ]);

    private static async Task<DataTable> GatesAsync(Asked asked, CancellationToken cancellationToken) => DataTable.Of(
        (await RunsModel.ReadAsync(asked.State, asked.Text("branch"), cancellationToken)).Gates,
        [
            ("gate", g => g.Number), ("made_at", g => g.MadeAt), ("branch", g => g.Origin.Branch), ("commit", g => g.Origin.Commit), ("outcome", g => g.Figures.Outcome.ToSnakeCase()), ("exit_code", g => g.Figures.ExitCode),
            ("candidate", g => g.Figures.Candidate), ("baseline", g => g.Figures.Baseline), ("run", g => g.Figures.Run), ("baseline_run", g => g.Figures.BaselineRun), ("judge", g => g.Figures.Judge), ("judge_version", g => g.Figures.JudgeVersion),
            ("criterion", g => g.Figures.Main?.Name), .. Estimate<HeldGate>("", g => g.Figures.Main?.Now),
            ("difference", g => g.Figures.Main?.Change?.Value), ("difference_low", g => g.Figures.Main?.Change?.Low), ("difference_high", g => g.Figures.Main?.Change?.High),
            ("cases", g => g.Figures.Cases), ("judged", g => g.Figures.Judged), ("turned_worse", g => g.Figures.Flips.Count(f => f.Difference < 0)), ("turned_better", g => g.Figures.Flips.Count(f => f.Difference > 0)),
            ("calls", g => g.Figures.Calls), ("cached", g => g.Figures.Cached), ("cost_usd", g => g.Figures.CostUsd),
        ]);

    private static async Task<DataTable> TrustAsync(Asked asked, CancellationToken cancellationToken)
    {
        TrustModel model = await TrustModel.ReadAsync(asked.State, asked, cancellationToken);
        return DataTable.Of(
            model.Criterion?.Figures.Where(f => f.Value.Estimate is not null) ?? [],
            [
                ("judge", _ => model.Trust!.Subject.Judge), ("judge_version", _ => model.Trust!.Subject.JudgeVersion), ("criterion", _ => model.Criterion!.Criterion), ("figure", f => f.Name),
                ("value", f => f.Value.Estimate!.Mean), ("low", f => f.Value.Estimate!.Low), ("high", f => f.Value.Estimate!.High), ("n", f => f.Value.Estimate!.N),
            ]);
    }

    private static async Task<DataTable> LabelledAsync(Asked asked, CancellationToken cancellationToken)
    {
        TrustModel model = await TrustModel.ReadAsync(asked.State, asked, cancellationToken);
        return DataTable.Of(
            (model.Criterion?.Confusion ?? []).Where(c => asked.Text("cell") is null || c == model.Cell).SelectMany(c => c.Items),
            ("id", r => r.ResponseId), ("revision", r => r.Revision), ("received_at", r => r.ReceivedAt), ("human", r => r.Human), ("judge", r => r.Judge), ("raters", r => r.Ratings.Count()));
    }

    private static async Task<DataTable> LedgerAsync(Asked asked, CancellationToken cancellationToken) => DataTable.Of(
        (await asked.State.Ledger.AccountAsync(cancellationToken)).Entries.GroupBy(e => (e.Judge, e.State, e.Reason)).Where(g => asked.View.Judge is null || g.Key.Judge == asked.View.Judge),
        ("judge", g => g.Key.Judge), ("outcome", g => g.Key.State.ToSnakeCase()), ("reason", g => g.Key.Reason.Length > 0 ? g.Key.Reason : null), ("count", g => g.Sum(e => e.Count)));

    private static (string Name, Func<T, object?> Value)[] Estimate<T>(string prefix, Func<T, Estimate?> of) =>
    [
        ($"{prefix}n", row => of(row)?.N), ($"{prefix}mean", row => of(row)?.Mean), ($"{prefix}low", row => of(row)?.Low), ($"{prefix}high", row => of(row)?.High),
    ];
}
