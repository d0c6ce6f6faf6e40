using System.Collections.Concurrent;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Gating.Targets;
using Assay.Scoring.Judging;

namespace Assay.Cli.Gating.Targets;

/// <summary>Has a target answer every case of a data set: some at a time, each within its deadline; what passes is asked again, twice at most.</summary>
internal static class TargetRun
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="ConfigurationException">The variable that holds its key is not set.</exception>
    public static async Task<GateSide> AnswerAsync(TargetSettings settings, string folder, IReadOnlyList<SourcedResponse> cases, TimeProvider clock, CancellationToken cancellationToken)
    {
        using ITarget target = Of(settings, folder, clock);
        var answers = new ConcurrentDictionary<int, TargetAnswer>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, cases.Count), options, async (i, cancel) => answers[i] = await AskAsync(target, settings.Request.Fill(cases[i].Response), clock, cancel));
        return new GateSide(
            $"target {settings.Name}",
            [.. cases.Select((c, i) => (Case: c, Answer: answers[i] as TargetAnswer.Answered)).Where(a => a.Answer is not null).Select(a => a.Case with { Response = a.Case.Response with { Output = a.Answer!.Output } })])
        {
            Failed = [.. cases.Select((c, i) => (Case: c, Failure: answers[i] as TargetAnswer.Failed)).Where(a => a.Failure is not null).Select(a => new FailedOutput(a.Case.Response, a.Failure!.Reason.ToSnakeCase(), a.Failure.Detail))],
        };
    }

    /// <summary>Null where it needs none.</summary>
    /// <exception cref="ConfigurationException">The variable that holds it is not set.</exception>
    public static string? KeyOf(TargetSettings settings) => settings.KeyVariable is not { } variable ? null
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key
        : throw new ConfigurationException($"targets.{settings.Name}.key_variable names {variable}, which is not set.");

    private static async Task<TargetAnswer> AskAsync(ITarget target, byte[] request, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            TargetAnswer answer = await target.AskAsync(request, cancellationToken);
            if (attempt == MostAttempts || answer is not TargetAnswer.Failed { IsPassing: true })
            {
                return answer;
            }

            await Task.Delay(FirstPause * attempt, clock, cancellationToken);
        }
    }

    private static ITarget Of(TargetSettings settings, string folder, TimeProvider clock)
    {
        if (settings.Url is null)
        {
            return new CommandTarget(settings, folder, clock);
        }

        return new HttpTarget(settings, KeyOf(settings), clock);
    }
}
