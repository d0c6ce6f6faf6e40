using Assay.Scoring.Serving;

namespace Assay.Server.Operation;

/// <param name="Moves">Another number whenever it got on.</param>
/// <param name="MayRest">It has nothing to do, or something outside holds it up that a new start would not mend.</param>
internal sealed record WatchedJudge(string Name, Func<long> Moves, Func<bool> MayRest)
{
    public static WatchedJudge Of(StandingJudge judge) => new(
        judge.Judge.Name,
        () => judge.Progress.Done + judge.Progress.Attempts + judge.Progress.Throttled,
        () => judge.IsResting || judge.IsHeldUp || judge.Paused is not null);
}
