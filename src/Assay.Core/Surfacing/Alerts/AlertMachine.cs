namespace Assay.Surfacing.Alerts;

/// <summary>
/// What becomes of a rule's state with one subject when it is looked at: an incident opens once and closes once, whatever the
/// readings do in between. Pure.
/// </summary>
public static class AlertMachine
{
    /// <summary>For so long, and at two looks at least, it must have been well before an incident closes.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    /// <summary>An incident of which nothing can be said any more closes after so long.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromHours(24);

    public static AlertStep Step(AlertRule rule, AlertState state, AlertReading reading, DateTimeOffset now)
    {
        AlertState To(AlertStage stage) => state.Stage == stage ? state : state with { Stage = stage, Since = now };
        if (state.Incident is null)
        {
            // The cooldown is over, and need not be remembered.
            state = state.QuietUntil <= now ? state with { QuietUntil = null } : state;
            return reading.Signal switch
            {
                AlertSignal.Bad when state.QuietUntil is null => new(To(AlertStage.Alarm) with { Incident = Guid.CreateVersion7(now) }, AlertChange.Opens),
                AlertSignal.Bad or AlertSignal.Suspect => new(To(AlertStage.Suspect), AlertChange.None),
                AlertSignal.Well => new(To(AlertStage.Ok), AlertChange.None),
                _ => new(To(AlertStage.NoData), AlertChange.None),
            };
        }

        return (reading.Signal, state.Stage) switch
        {
            (AlertSignal.Bad or AlertSignal.Suspect, _) => new(To(AlertStage.Alarm), AlertChange.None),
            (AlertSignal.Well, AlertStage.Recovering) when now - state.Since >= Settling => Closed(rule, state, AlertStage.Ok, now),
            (AlertSignal.Well, _) => new(To(AlertStage.Recovering), AlertChange.None),
            (_, AlertStage.NoData) when now - state.Since >= Forgotten => Closed(rule, state, AlertStage.NoData, now),
            _ => new(To(AlertStage.NoData), AlertChange.None),
        };
    }

    /// <summary>Nobody watches the subject any more: its rule or its judge is gone, or a later release took its place.</summary>
    public static AlertStep Abandon(AlertRule? rule, AlertState state, DateTimeOffset now) => state.Incident is null
        ? new(state with { Stage = AlertStage.Ok, Since = now, QuietUntil = state.QuietUntil <= now ? null : state.QuietUntil }, AlertChange.None)
        : Closed(rule, state, AlertStage.Ok, now);

    private static AlertStep Closed(AlertRule? rule, AlertState state, AlertStage stage, DateTimeOffset now) => new(
        state with { Stage = stage, Since = now, Incident = null, QuietUntil = rule is { Cooldown: var cooldown } && cooldown > TimeSpan.Zero ? now + cooldown : null }, AlertChange.Closes);
}

/// <summary>A state after a look, and what that does to its incident.</summary>
public sealed record AlertStep(AlertState State, AlertChange Change);

public enum AlertChange
{
    None,
    Opens,
    Closes,
}
