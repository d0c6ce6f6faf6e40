namespace Assay.Surfacing.Causes;

/// <summary>Fisher's exact test, one-sided: how probable it is that so many marked ones or more are drawn by chance.</summary>
/// <param name="most">No number will be larger.</param>
internal sealed class Fisher(int most)
{
    private readonly double[] _logFactorials = LogFactorials(most);

    /// <param name="marked">Among those drawn.</param>
    /// <param name="drawn">In all.</param>
    /// <param name="allMarked">Among all there are.</param>
    /// <param name="all">There are.</param>
    public double Upper(int marked, int drawn, int allMarked, int all)
    {
        int highest = Math.Min(drawn, allMarked);
        if (marked <= Math.Max(0, drawn + allMarked - all))
        {
            return 1;
        }

        double term = Math.Exp(Log(allMarked, marked) + Log(all - allMarked, drawn - marked) - Log(all, drawn));
        double sum = term;
        for (int k = marked; k < highest && term > sum * 1e-17; k++)
        {
            term *= (double)(allMarked - k) * (drawn - k) / ((double)(k + 1) * (all - allMarked - drawn + k + 1));
            sum += term;
        }

        return Math.Min(1, sum);
    }

    private double Log(int n, int k) => _logFactorials[n] - _logFactorials[k] - _logFactorials[n - k];

    private static double[] LogFactorials(int most)
    {
        var logs = new double[most + 1];
        for (int i = 2; i <= most; i++)
        {
            logs[i] = logs[i - 1] + Math.Log(i);
        }

        return logs;
    }
}
