namespace Assay.Calibrating.Juries;

/// <summary>
/// The weight of each member's vote, learnt from gold: w = ln(a (C - 1) / (1 - a)) with a = (right + 1) / (n + 2), between 0 and 3, and drawn
/// towards equal weights where gold is small.
/// </summary>
public static class JuryWeights
{
    private const double Heaviest = 3;

    /// <summary>So much gold draws the weights half way to equal ones.</summary>
    private const double Shrinkage = 50;

    public static IReadOnlyList<double> Learn(JuryTable gold)
    {
        double[] raw = [.. Enumerable.Range(0, gold.Members.Count).Select(m => Weight(gold, m))];
        double mean = raw.Average();
        double trust = gold.Truth.Count / (gold.Truth.Count + Shrinkage);
        return [.. raw.Select(w => (trust * w) + ((1 - trust) * mean))];
    }

    private static double Weight(JuryTable gold, int member)
    {
        int[] judged = [.. Enumerable.Range(0, gold.Truth.Count).Where(i => gold.Verdicts[i][member] >= 0)];
        double right = (judged.Count(i => gold.Verdicts[i][member] == gold.Truth[i]) + 1.0) / (judged.Length + 2.0);
        return Math.Clamp(Math.Log(right * Math.Max(1, gold.Labels - 1) / (1 - right)), 0, Heaviest);
    }
}
