using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Gating.Targets;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Cli.Gating.Targets;

/// <summary>Has a target answer every case of a data set: some at a time, each within its deadline; what passes is asked again, twice at most.</summary>
/// <param name="cache">A file or an address where answers are kept; null: each case is asked.</param>
/// <param name="measures">What is to be measured of answers.</param>
internal sealed class TargetRun(TargetSettings settings, string? cache, AnswerMeasures measures, TimeProvider clock)
{
    private const string NotAsked = "target_not_asked";
    private const int MostAttempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <param name="name">As reports call the side.</param>
    public async Task<GateSide> AnswerAsync(ITarget target, string name, IReadOnlyList<SourcedResponse> cases, CancellationToken cancellationToken)
    {
        await using IVerdictCache? opened = cache is null || target.Version is null ? null : await CacheStore.OpenAsync(cache, clock, cancellationToken);
        AnswerCache? kept = opened is null ? null : new AnswerCache(opened, target, target.Version!, clock);
        var answers = new TargetAnswer?[cases.Count];
        if (kept is not null)
        {
            answers = [.. await kept.FindAsync(cases, cancellationToken)];
        }

        int cached = answers.Count(a => a is not null);
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Concurrency, CancellationToken = halt.Token };
            await Parallel.ForEachAsync(Enumerable.Range(0, cases.Count).Where(i => answers[i] is null), options, async (i, _) =>
            {
                answers[i] = await AskAsync(target, cases[i].Response, cancellationToken);
                if (answers[i] is TargetAnswer.Answered answered && kept is not null)
                {
                    await kept.SaveAsync(cases[i].Response, answered);
                }
                else if (answers[i] is TargetAnswer.Halted)
                {
                    await halt.CancelAsync();
                }
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing more can be asked; what was answered is kept.
        }

        return Side(name, cases, answers, measures) with
        {
            Account = new TargetAccount(target is ModelTarget model ? model.Calls : cases.Count - cached, cached, target is ModelTarget { CostUsd: var usd } ? usd : null),
            CacheTrouble = opened?.Trouble,
        };
    }

    /// <summary>Nothing could be asked.</summary>
    public static GateSide Unasked(string name, IReadOnlyList<SourcedResponse> cases, RunEnd why) =>
        Side(name, cases, new TargetAnswer?[cases.Count], measures: null) with { Halted = why };

    private static GateSide Side(string name, IReadOnlyList<SourcedResponse> cases, TargetAnswer?[] answers, AnswerMeasures? measures)
    {
        RunEnd? halted = answers.OfType<TargetAnswer.Halted>().FirstOrDefault()?.Why;
        return new GateSide(
            name,
            [.. cases.Select((c, i) => (Case: c, Answer: answers[i] as TargetAnswer.Answered)).Where(a => a.Answer is not null).Select(a => a.Case with { Response = Answered(a.Case.Response with { Output = a.Answer!.Output }, a.Answer) })])
        {
            Failed =
            [
                .. cases.Select((c, i) => (c.Response, Answer: answers[i])).Where(a => a.Answer is not TargetAnswer.Answered)
                    .Select(a => a.Answer is TargetAnswer.Failed failure ? new FailedOutput(a.Response, failure.Reason.ToSnakeCase(), failure.Detail) : new FailedOutput(a.Response, NotAsked, "the gate was stopped before this case was asked")),
            ],
            Halted = halted,
        };

        Response Answered(Response response, TargetAnswer.Answered answer) => measures is null ? response : measures.Mark(response, answer);
    }

    private async Task<TargetAnswer> AskAsync(ITarget target, Response of, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            long started = clock.GetTimestamp();
            TargetAnswer answer = await target.AskAsync(of, cancellationToken);
            answer = answer is TargetAnswer.Answered { Took: null } answered ? answered with { Took = clock.GetElapsedTime(started) } : answer;
            if (attempt == MostAttempts || answer is not TargetAnswer.Failed { IsPassing: true })
            {
                return answer;
            }

            await Task.Delay(FirstPause * attempt, clock, cancellationToken);
        }
    }
}
