using System.Security.Cryptography;
using System.Text;
using Assay.Calibrating.Probing;
using Assay.Cli.Judging;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Cli.Trusting.Probing;

/// <summary>Has everything that a probe asks judged, the way that every response goes: each sitting is a run of a ledger, so that what was stopped continues.</summary>
internal sealed class ProbeSession(ProbeRequest request, LedgerStore store, JudgeSession session, TimeProvider clock, Interrupts interrupts)
{
    private readonly ProbeAnswers _answers = new();
    private readonly List<RunKey> _runs = [];
    private long _calls;
    private long _cached;
    private decimal _costUsd;
    private decimal _spentUsd;

    public async Task<ProbeResult> ExecuteAsync()
    {
        long started = clock.GetTimestamp();
        RunEnd end = new RunEnd.Finished();
        foreach (IGrouping<string, ProbeRun> asked in request.Plan.Runs.GroupBy(r => r.Judge.Version))
        {
            await using ScoringSession scoring = await ScoringSession.OpenAsync(store, request.Cache, session.As(asked.First().Judge), clock, interrupts);
            foreach (ProbeRun run in asked)
            {
                end = end is RunEnd.Finished ? await ScoreAsync(scoring, run) : end;
            }
        }

        if (end is RunEnd.Finished)
        {
            await using IServiceLedger ledger = await store.OpenAsync(clock, isService: false, CancellationToken.None);
            foreach (RunKey run in _runs)
            {
                await ledger.CloseRunAsync(run, CancellationToken.None);
            }
        }

        return new ProbeResult
        {
            Report = ProbeReport.Of(request.Plan, _answers, request.Limits),
            End = end,
            HasAnswers = _answers.Any,
            Calls = _calls,
            Cached = _cached,
            CostUsd = _costUsd,
            Seconds = clock.GetElapsedTime(started).TotalSeconds,
            MadeAt = clock.GetUtcNow(),
        };
    }

    private async Task<RunEnd> ScoreAsync(ScoringSession scoring, ProbeRun asked)
    {
        RunKey run = await scoring.OpenRunAsync(Identity(asked));
        _runs.Add(run);
        RunEnd end = await scoring.ScoreAsync(run, new ScoringSource
        {
            ReadAsync = _ => asked.Responses.Select((r, i) => new SourcedResponse(r, "probe", i + 1, i + 1)).ToAsyncEnumerable(),
            CountAsync = _ => Task.FromResult<long?>(asked.Responses.Count),
            Concurrency = request.Concurrency,
            // One budget for all sittings: what those before have spent, in this invocation or in one that it continues, comes off.
            BudgetUsd = request.BudgetUsd is { } budget ? Math.Max(0, budget - _spentUsd) : null,
        });
        await foreach (ResultRow row in scoring.Ledger.ResultsAsync(run, CancellationToken.None))
        {
            Add(asked, row);
        }

        RunAccount account = await scoring.Ledger.AccountAsync(run, [], CancellationToken.None);
        (_calls, _cached, _costUsd) = (_calls + account.Calls, _cached + account.Cached, _costUsd + account.CostUsd);
        _spentUsd += (await scoring.Ledger.SpendingAsync(run, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), CancellationToken.None)).RunUsd;
        return end;
    }

    private void Add(ProbeRun asked, ResultRow row)
    {
        if (row.Outcome == OutcomeState.Scored)
        {
            _answers.AddScored(asked.Sitting, row.Id, asked.Judge.Rubric, row.Overall, row.Scores.Select(s => (s.Criterion, s.Score)));
        }
        else
        {
            _answers.AddUnscored(asked.Sitting, row.Id, row.Outcome == OutcomeState.Unscored ? row.Reason ?? "unscored" : "owed");
        }
    }

    /// <summary>Ids of a plan tell what they hold, so the same ids are the same question.</summary>
    private static RunIdentity Identity(ProbeRun run)
    {
        string ids = string.Join('\n', run.Responses.Select(r => r.Id));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids)))[..32];
        return new RunIdentity(FormattableString.Invariant($"probe\n{run.Judge.Name}\n{run.Judge.Version}\n{run.Repeat}\n{hash}"), $"probe: {run.Judge.Name}, {run.Sitting.ToSnakeCase()}") { Repeat = run.Repeat };
    }
}
