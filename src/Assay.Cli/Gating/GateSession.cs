using Assay.Calibrating.Pairwise;
using Assay.Calibrating.Trusting;
using Assay.Cli.Gating.Targets;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Gating;
using Assay.Gating.History;
using Assay.Gating.Looking;
using Assay.Gating.Prompts;
using Assay.Gating.Targets;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Cli.Gating;

/// <summary>Has both sides of a gate judged, the way that every response goes, and decides. A side is one run of the ledger for each sample.</summary>
internal sealed class GateSession(GateRequest request, LedgerStore store, JudgeSession session, TimeProvider clock, Interrupts interrupts)
{
    private readonly Judge _judge = session.Judge;
    /// <summary>A case that must pass does so where its pair is not lost, whatever score others need.</summary>
    private readonly GateTerms _terms = session.Judge.IsPairwise ? request.Terms with { MustPassScore = null } : request.Terms;
    private readonly int _samples = request.Terms.SamplesOf(session.Judge);
    private readonly IReadOnlyList<GateScale> _scales = session.Judge.IsPairwise ? [GateScale.WinRate] : GateScale.Of(session.Judge.Rubric);

    /// <exception cref="ConfigurationException">Bars or margins of unknown criteria, or no case of the two sides is the same.</exception>
    public async Task<GateReport> ExecuteAsync()
    {
        long started = clock.GetTimestamp();
        CheckTerms();
        var pairing = new CasePairing(_scales, _terms, _samples) { Measured = new AnswerMeasures(_judge.Rubric).Fields };
        CheckPairs(pairing);
        GateSide[] given = [.. new[] { request.Baseline, request.Candidate }.OfType<GateSide>()];
        GateSide[] judged = _judge.IsPairwise ? [Held(pairing)] : given;
        await using ScoringSession scoring = await ScoringSession.OpenAsync(store, request.Cache, session, clock, interrupts);
        var runs = new List<SideRun>();
        RunEnd? halted = given.Select(s => s.Halted).FirstOrDefault(h => h is not null);
        foreach (GateSide side in halted is null ? judged : [])
        {
            for (int repeat = 0; repeat < _samples; repeat++)
            {
                runs.Add(new SideRun(side, await scoring.OpenRunAsync(side.Identity(session, repeat))));
            }
        }

        await SavePromptsAsync(scoring.Ledger, runs);
        (RunEnd end, Judgments judgments, GateResult result) = await JudgeAsync(scoring, pairing, runs, halted);
        if (end is RunEnd.Finished)
        {
            foreach (RunKey run in runs.Select(r => r.Run).Distinct())
            {
                await scoring.Ledger.CloseRunAsync(run, CancellationToken.None);
            }
        }

        // One that was broken off ended at no look.
        result = end is RunEnd.Finished ? await WithLookAsync(result, runs, pairing) : result with { Look = null };
        result = result with { Warnings = [.. result.Warnings, .. judgments.Pairs?.Warnings ?? []] };
        IReadOnlyList<string> advisory = await AdvisoryAsync(scoring.Ledger);
        bool isHeldBack = advisory.Count > 0 && result.Outcome == GateOutcome.Fail;
        result = advisory.Count > 0 ? AdvisoryJudge.Soften(result, _judge.Name, advisory) : result;
        RunAccount[] accounts = await Task.WhenAll(runs.Select(r => r.Run).Distinct().Select(run => scoring.Ledger.AccountAsync(run, [], CancellationToken.None)));
        var report = new GateReport
        {
            Result = result,
            Candidate = request.Candidate.Name,
            Baseline = request.Baseline?.Name,
            Pairs = judgments.Pairs,
            Judge = _judge.Name,
            JudgeVersion = _judge.Version,
            Model = _judge.Model.ToString(),
            IsHeuristic = _judge.Model.IsHeuristic,
            Advisory = advisory,
            IsHeldBack = isHeldBack,
            Corrected = judgments.Corrected,
            MadeAt = clock.GetUtcNow(),
            Run = runs.FirstOrDefault(r => r.Side == judged[^1])?.Run.Run,
            BaselineRun = judged.Length == 1 ? null : runs.FirstOrDefault(r => r.Side == judged[0])?.Run.Run,
            MadeWith = request.Candidate.MadeWith,
            BaselineMadeWith = request.Baseline?.MadeWith,
            Asked = Asked(given),
            Calls = accounts.Sum(a => a.Calls),
            Cached = accounts.Sum(a => a.Cached),
            CostUsd = accounts.Sum(a => a.CostUsd),
            Seconds = clock.GetElapsedTime(started).TotalSeconds,
            ExitCode = ExitCodeOf(end, result.Outcome),
        };
        if (report.ExitCode != ExitCode.Interrupted)
        {
            var held = new HeldGate(report.MadeAt, request.Origin, JsonLine.Write(json => GateJson.Write(json, report)));
            report = report with { Number = await scoring.Ledger.Gates.SaveAsync(held, CancellationToken.None) };
        }

        return report;
    }

    /// <summary>So that every version of a prompt is known, with its text and the runs it was judged in.</summary>
    private async Task SavePromptsAsync(IServiceLedger ledger, IReadOnlyList<SideRun> runs)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (var same in runs.Where(r => r.Side.Prompt is not null && r.Run.Repeat == 0).GroupBy(r => (r.Side.Prompt!.Name, r.Side.Prompt.Version, r.Run)))
        {
            PromptFile prompt = same.First().Side.Prompt!;
            await ledger.SavePromptUseAsync(
                new PromptUse
                {
                    Name = prompt.Name,
                    Version = prompt.Version,
                    Model = prompt.Model!.ToString(),
                    Source = prompt.Source,
                    Run = same.Key.Run,
                    At = now,
                    Calls = same.Sum(r => r.Side.Account!.Calls),
                    Cached = same.Sum(r => r.Side.Account!.Cached),
                    CostUsd = same.Sum(r => r.Side.Account!.CostUsd ?? 0),
                },
                CancellationToken.None);
        }
    }

    /// <summary>Null where no target was asked.</summary>
    private static AskedOutputs? Asked(GateSide[] sides)
    {
        TargetAccount[] accounts = [.. sides.Select(s => s.Account).OfType<TargetAccount>()];
        return accounts.Length == 0 ? null : new AskedOutputs(accounts.Sum(a => a.Calls), accounts.Sum(a => a.Cached), accounts.All(a => a.CostUsd is not null) ? accounts.Sum(a => a.CostUsd) : null);
    }

    private async Task<IReadOnlyList<string>> AdvisoryAsync(IServiceLedger ledger) =>
        _judge.Terms.Trust is null ? [] : (await TrustReading.ReadAsync(ledger.Labels, TrustSubject.Of(_judge), CancellationToken.None)).WhyAdvisory(null);

    private static int ExitCodeOf(RunEnd end, GateOutcome outcome) => end switch
    {
        RunEnd.Interrupted => ExitCode.Interrupted,
        RunEnd.BudgetReached => ExitCode.BudgetReached,
        RunEnd.ProviderFailed => ExitCode.Provider,
        RunEnd.InputRejected => ExitCode.Usage,
        _ => outcome switch { GateOutcome.Pass => ExitCode.Ok, GateOutcome.Fail => ExitCode.QualityBelowBar, _ => ExitCode.Inconclusive },
    };

    private static string? Stopped(RunEnd end) => end switch
    {
        RunEnd.Finished => null,
        RunEnd.BudgetReached { Detail: var detail } => $"the budget is reached: {detail}. What was judged is kept; the same command continues with a larger budget, or tomorrow.",
        RunEnd.ProviderFailed { Detail: var detail } => $"{detail.TrimEnd('.')}. What was judged is kept, and the same command continues.",
        RunEnd.InputRejected { Error.Message: var message } => message,
        _ => "interrupted; the same command continues.",
    };

    /// <summary>Look by look where the gate may end early, until one of them tells; else everything, and one look.</summary>
    private async Task<(RunEnd End, Judgments Judgments, GateResult Result)> JudgeAsync(ScoringSession scoring, CasePairing pairing, IReadOnlyList<SideRun> runs, RunEnd? halted)
    {
        GateLooks? looks = _terms.EarlyStop is { } terms ? GateLooks.Plan(Unjudged(pairing), terms, _terms.MinN) : null;
        var gate = new Gate(_scales, _terms, _samples);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (int number = 1; ; number++)
        {
            GateLook? look = looks?.At(number);
            HashSet<string>? needed = look is null ? null : [.. looks!.Cases.Where(look.Needs).Select(c => c.Id)];
            RunEnd end = halted ?? await ScoreAsync(scoring, runs, pairing, needed?.Except(asked).ToHashSet(StringComparer.Ordinal));
            asked.UnionWith(needed ?? []);
            Judgments judgments = _judge.IsPairwise ? await JudgedPairsAsync(scoring.Ledger, pairing, runs) : await JudgedCasesAsync(scoring.Ledger, pairing, runs);
            IReadOnlyList<GateCase> cases = needed is null ? judgments.Cases : [.. judgments.Cases.Where(c => needed.Contains(c.Id))];
            GateResult result = gate.Decide(cases, request.Baseline is not null, Stopped(end), look);
            if (end is not RunEnd.Finished || look is null or { IsLast: true } || result.Outcome != GateOutcome.Inconclusive || result.Look!.IsFutile)
            {
                return (end, judgments, result);
            }

            await Console.Error.WriteLineAsync(FormattableString.Invariant($"assay: look {number} of {looks!.Count}, {cases.Count:N0} of {looks.Cases.Count:N0} cases: nothing can be told yet"));
        }
    }

    /// <summary>Says at which look the gate ended, and what that saved.</summary>
    private async Task<GateResult> WithLookAsync(GateResult result, IReadOnlyList<SideRun> runs, CasePairing pairing)
    {
        if (result.Look is not { } look)
        {
            return result;
        }

        if (look.IsEarly)
        {
            HashSet<string> seen = [.. result.Cases.Select(c => c.Id)];
            HashSet<string> unseen = [.. Unjudged(pairing).Select(c => c.Id).Where(id => !seen.Contains(id))];
            (long calls, decimal usd) = (0, 0);
            foreach (SideRun run in runs.Where(r => r.Run.Repeat == 0))
            {
                RunPlan plan = await DryRun.PlanAsync(OutputsOf(run.Side, pairing, unseen).ToAsyncEnumerable(), request.Store, request.Cache, request.Rule, session, clock, CancellationToken.None);
                (calls, usd) = (calls + (plan.Calls * _samples), usd + (plan.UsualUsd * _samples));
            }

            look = look with { Saved = new SavedCalls(calls, usd) };
        }

        return result with { Look = look, Reasons = [.. result.Reasons, look.Sentence] };
    }

    /// <param name="cases">Null: all of them.</param>
    private IReadOnlyList<SourcedResponse> OutputsOf(GateSide side, CasePairing pairing, IReadOnlySet<string>? cases)
    {
        if (cases is null)
        {
            return side.Outputs;
        }

        bool isBaseline = side == request.Baseline;
        HashSet<string?> ids = [.. Unjudged(pairing).Where(c => cases.Contains(c.Id)).Select(c => (isBaseline ? c.Baseline : c.Candidate)?.Response?.Id)];
        return [.. side.Outputs.Where(o => ids.Contains(o.Response.Id))];
    }

    /// <param name="cases">Null: all of them.</param>
    private async Task<RunEnd> ScoreAsync(ScoringSession scoring, IReadOnlyList<SideRun> runs, CasePairing pairing, IReadOnlySet<string>? cases)
    {
        foreach (SideRun run in runs)
        {
            IReadOnlyList<SourcedResponse> outputs = OutputsOf(run.Side, pairing, cases);
            RunEnd end = await scoring.ScoreAsync(run.Run, new ScoringSource
            {
                ReadAsync = _ => outputs.ToAsyncEnumerable(),
                CountAsync = _ => Task.FromResult<long?>(outputs.Count),
                Rule = request.Rule,
                Concurrency = request.Concurrency,
                BudgetUsd = await LeftAsync(scoring.Ledger, run.Run, runs),
            });
            if (end is not RunEnd.Finished)
            {
                return end;
            }
        }

        return new RunEnd.Finished();
    }

    /// <summary>One budget for all runs of the gate, those of an earlier sitting among them.</summary>
    private async Task<decimal?> LeftAsync(IServiceLedger ledger, RunKey own, IReadOnlyList<SideRun> runs)
    {
        if (request.BudgetUsd is not { } budget)
        {
            return null;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (RunKey other in runs.Select(r => r.Run).Distinct().Where(r => r != own))
        {
            budget -= (await ledger.SpendingAsync(other, today, interrupts.Abort)).RunUsd;
        }

        return Math.Max(0, budget);
    }

    /// <summary>What is put out now held against what was put out before, as one side: a pair is what is judged.</summary>
    private GateSide Held(CasePairing pairing) =>
        request.Candidate with { Outputs = [.. new GatePairs(Unjudged(pairing)).Pairs.Select((pair, i) => new SourcedResponse(pair, request.Candidate.Name, i + 1, i + 1))] };

    private async Task<Judgments> JudgedPairsAsync(IServiceLedger ledger, CasePairing pairing, IReadOnlyList<SideRun> runs)
    {
        var samples = new Dictionary<string, List<ResultRow>>(StringComparer.Ordinal);
        var said = new List<PairwiseCase>();
        foreach (SideRun run in runs)
        {
            await foreach (ResultRow row in ledger.ResultsAsync(run.Run, CancellationToken.None))
            {
                Add(samples, row);
                if (run.Run.Repeat == 0 && JudgedPair.Of(row) is { } pair)
                {
                    said.Add(pair);
                }
            }
        }

        return new Judgments(new GatePairs(Unjudged(pairing)).Judged(samples, _samples)) { Pairs = said.Count == 0 ? null : PairwiseReport.Of(said, areLive: true) };
    }

    private async Task<Judgments> JudgedCasesAsync(IServiceLedger ledger, CasePairing pairing, IReadOnlyList<SideRun> runs)
    {
        List<JudgedOutput> baseline = request.Baseline is { } before ? await JudgedAsync(ledger, before, runs) : [];
        List<JudgedOutput> candidate = await JudgedAsync(ledger, request.Candidate, runs);
        return new Judgments(pairing.Pair(candidate, baseline))
        {
            Corrected = [.. CorrectedSide.Of(request.Candidate.Name, candidate, _scales, _samples), .. request.Baseline is { } old ? CorrectedSide.Of(old.Name, baseline, _scales, _samples) : []],
        };
    }

    private static void Add(Dictionary<string, List<ResultRow>> samples, ResultRow row)
    {
        if (!samples.TryGetValue(row.Id, out List<ResultRow>? rows))
        {
            samples[row.Id] = rows = [];
        }

        // What was said is in memory already.
        rows.Add(row with { Body = "" });
    }

    private static async Task<List<JudgedOutput>> JudgedAsync(IServiceLedger ledger, GateSide side, IReadOnlyList<SideRun> runs)
    {
        var samples = new Dictionary<string, List<ResultRow>>(StringComparer.Ordinal);
        foreach (SideRun run in runs.Where(r => r.Side == side))
        {
            await foreach (ResultRow row in ledger.ResultsAsync(run.Run, CancellationToken.None))
            {
                Add(samples, row);
            }
        }

        // One that the judge is not for is no case of this gate.
        return
        [
            .. side.Outputs.DistinctBy(o => o.Response.Id, StringComparer.Ordinal)
                .Where(o => samples.GetValueOrDefault(o.Response.Id) is not { } rows || rows.Exists(r => r.Outcome != OutcomeState.Skipped))
                .Select(o => new JudgedOutput(o.Response, samples.GetValueOrDefault(o.Response.Id) ?? [])),
            .. side.Failed.Select(f => new JudgedOutput(f.Case, []) { Failure = (f.Reason, f.Detail) }),
        ];
    }

    private void CheckTerms()
    {
        foreach ((string key, string criterion) in _terms.Min.Keys.Select(c => ("min", c)).Concat(_terms.Margins.Keys.Select(c => ("margin", c))))
        {
            if (_scales.All(s => s.Criterion != criterion))
            {
                throw new ConfigurationException($"gate.{key} names `{criterion}`, which the judge {_judge.Name} does not score. It scores: {string.Join(", ", _scales.Select(s => s.Criterion))}.");
            }
        }

        foreach (GateScale scale in _scales)
        {
            if (_terms.Min.TryGetValue(scale.Criterion, out double bar) && (bar < scale.Min || bar > scale.Max))
            {
                throw new ConfigurationException(FormattableString.Invariant($"gate.min.{scale.Criterion} is {bar}, which is not on its scale from {scale.Min} to {scale.Max}."));
            }

            if (_terms.MarginOf(scale) is var margin && margin >= scale.Range)
            {
                throw new ConfigurationException(FormattableString.Invariant($"the margin of {scale.Criterion} is {margin}, but its scale from {scale.Min} to {scale.Max} is no longer than that: nothing could ever fail."));
            }
        }

        if (_terms.MustPassTimes is { } times && times > _samples)
        {
            throw new ConfigurationException($"gate.must_pass.times is {times}, but each output is judged {_samples} times. Raise --samples.");
        }
    }

    /// <summary>Before anything is paid.</summary>
    private void CheckPairs(CasePairing pairing)
    {
        if (request.Baseline is not { } baseline)
        {
            return;
        }

        if (!Unjudged(pairing).Any(c => c is { Candidate: not null, Baseline: not null }))
        {
            throw new ConfigurationException($"no case of {request.Candidate.Name} is in {baseline.Name}: they share neither an id nor a question. Give the records of a case the same `id` on both sides.");
        }
    }

    private IReadOnlyList<GateCase> Unjudged(CasePairing pairing) => pairing.Pair(Unjudged(request.Candidate), request.Baseline is { } baseline ? Unjudged(baseline) : []);

    private static List<JudgedOutput> Unjudged(GateSide side) =>
    [
        .. side.Outputs.Select(o => new JudgedOutput(o.Response, [])).Concat(side.Failed.Select(f => new JudgedOutput(f.Case, []) { Failure = (f.Reason, f.Detail) }))
            .DistinctBy(o => o.Response.Id, StringComparer.Ordinal),
    ];

    /// <summary>What came of judging.</summary>
    private sealed record Judgments(IReadOnlyList<GateCase> Cases)
    {
        public PairwiseReport? Pairs { get; init; }

        public IReadOnlyList<CorrectedSide> Corrected { get; init; } = [];
    }

    /// <summary>The outputs of a side, in one of their samples.</summary>
    private sealed record SideRun(GateSide Side, RunKey Run);
}
