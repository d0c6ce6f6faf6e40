using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics.Sequential;

/// <summary>How much of a level may be spent until a share of the information is there: Lan and DeMets (1983), "Discrete sequential boundaries for clinical trials", Biometrika 70, 659-663.</summary>
public enum Spending
{
    /// <summary>Hardly anything early: what is left for the last look is nearly the whole level.</summary>
    ObrienFleming = 0,

    /// <summary>About as much at each look: ends earlier where much changed, and needs more cases where little did.</summary>
    Pocock,
}

/// <summary>The two functions.</summary>
public static class SpendingFunctions
{
    /// <param name="level">What may be spent in all, one-sided.</param>
    /// <param name="share">Of the information, from 0 to 1.</param>
    public static double Spent(this Spending spending, double level, double share) => share >= 1 ? level : share <= 0 ? 0 : spending switch
    {
        Spending.Pocock => level * Math.Log(1 + ((Math.E - 1) * share)),
        _ => 2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, level / 2) / Math.Sqrt(share)),
    };

    /// <summary>The level of which so much is spent at a share: the other way round.</summary>
    internal static double LevelOf(this Spending spending, double spent, double share) => share >= 1 ? spent : spending switch
    {
        Spending.Pocock => spent / Math.Log(1 + ((Math.E - 1) * share)),
        _ => 2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, spent / 2) * Math.Sqrt(share)),
    };

    /// <summary>As people call it.</summary>
    public static string Name(this Spending spending) => spending == Spending.Pocock ? "Pocock" : "O'Brien-Fleming";
}
