namespace Assay.Scoring.Spending;

/// <summary>
/// Decides what to give up, and what to take up again, so that a budget lasts. Pure: it is told how things stand. One step at a time, each given
/// time to show what it saves; taken up again only with room to spare, so that it does not go back and forth.
/// </summary>
public static class ThriftRule
{
    /// <summary>Verdicts after which the cost of one is known.</summary>
    public const int Settled = 30;

    /// <summary>A step is taken back where this much of what is left would do without it.</summary>
    private const double Roomy = 0.8;

    /// <summary>Of a budget of the day, whose needs are a forecast, not before this time.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(10);

    /// <summary>Shares are whole steps of it: each share is a weight of its own in every figure.</summary>
    private const double Grain = 0.05;

    public static ThriftState Next(ThriftState state, ThriftTerms terms, SpendingOutlook outlook, DateTimeOffset now)
    {
        if (state.Judged < Settled || outlook.Need(state.Steps) is not { } need)
        {
            return state;
        }

        bool skips = state.Steps > 0 && terms.Steps[state.Steps - 1] == ThriftStep.Responses;
        if (need > 1 && state.Steps < terms.Steps.Count)
        {
            return Step(state.Steps + 1, terms, need, now);
        }

        bool isSteady = !outlook.IsOfDay || now - state.Since >= Steady;
        if (state.Steps > 0 && isSteady && (skips ? need : outlook.Need(state.Steps - 1) ?? double.PositiveInfinity) < Roomy)
        {
            return Step(state.Steps - 1, terms, need, now);
        }

        return skips ? state with { Share = Share(terms, need) } : state;
    }

    private static ThriftState Step(int steps, ThriftTerms terms, double need, DateTimeOffset now) =>
        new(steps, steps > 0 && terms.Steps[steps - 1] == ThriftStep.Responses ? Share(terms, need) : 1, now);

    /// <summary>As many as there is money for, and always the declared share.</summary>
    private static double Share(ThriftTerms terms, double need) => Math.Clamp(Math.Floor(1 / need / Grain) * Grain, terms.Always, 1);
}
