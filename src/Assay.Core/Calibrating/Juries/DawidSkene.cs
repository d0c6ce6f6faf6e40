namespace Assay.Calibrating.Juries;

/// <summary>
/// Dawid and Skene's model (1979): how each member confuses labels, and what is true of each item, by expectation and maximisation. Gold
/// items are held fast, and a prior keeps members from being taken for the opposite of what they are.
/// </summary>
public sealed class DawidSkene
{
    private const double Prior = 1;
    private const double PriorDiagonal = 4;
    private const int MostRounds = 200;

    private readonly double[] _classes;
    private readonly double[][,] _confusion;

    private DawidSkene(double[] classes, double[][,] confusion) => (_classes, _confusion) = (classes, confusion);

    /// <summary>How often a member says a label where another is true.</summary>
    public double Confusion(int member, int truth, int said) => _confusion[member][truth, said];

    /// <param name="table">The truth of an item is used only where it is gold.</param>
    /// <param name="isGold">Whether an item is held fast.</param>
    public static DawidSkene Fit(JuryTable table, Func<int, bool> isGold)
    {
        int n = table.Truth.Count;
        IReadOnlyList<double> weights = JuryWeights.Learn(table.At([.. Enumerable.Range(0, n).Where(isGold)]));
        double[][] posterior = [.. Enumerable.Range(0, n).Select(i => isGold(i) ? Certain(table.Truth[i], table.Labels) : Votes(table.Verdicts[i], weights, table.Labels))];
        DawidSkene model = Maximise(table, posterior);
        for (int round = 0; round < MostRounds; round++)
        {
            double moved = 0;
            for (int i = 0; i < n; i++)
            {
                if (!isGold(i))
                {
                    double[] next = model.Posterior(table.Verdicts[i]);
                    moved = Math.Max(moved, next.Zip(posterior[i], (a, b) => Math.Abs(a - b)).Max());
                    posterior[i] = next;
                }
            }

            model = Maximise(table, posterior);
            if (moved < 1e-9)
            {
                break;
            }
        }

        return model;
    }

    /// <summary>How likely each label is, given the verdicts.</summary>
    public double[] Posterior(IReadOnlyList<int> verdicts)
    {
        double[] log = [.. _classes.Select((p, c) => Math.Log(p) + verdicts.Select((said, m) => said < 0 ? 0 : Math.Log(_confusion[m][c, said])).Sum())];
        double most = log.Max();
        double[] likely = [.. log.Select(l => Math.Exp(l - most))];
        double sum = likely.Sum();
        return [.. likely.Select(l => l / sum)];
    }

    private static DawidSkene Maximise(JuryTable table, double[][] posterior)
    {
        int labels = table.Labels;
        double[] classes = [.. Enumerable.Range(0, labels).Select(c => (posterior.Sum(p => p[c]) + Prior) / (posterior.Length + (labels * Prior)))];
        var confusion = new double[table.Members.Count][,];
        for (int m = 0; m < confusion.Length; m++)
        {
            confusion[m] = new double[labels, labels];
            for (int c = 0; c < labels; c++)
            {
                for (int said = 0; said < labels; said++)
                {
                    confusion[m][c, said] = Prior + (c == said ? PriorDiagonal : 0);
                }
            }

            for (int i = 0; i < posterior.Length; i++)
            {
                for (int c = 0; c < labels && table.Verdicts[i][m] >= 0; c++)
                {
                    confusion[m][c, table.Verdicts[i][m]] += posterior[i][c];
                }
            }

            for (int c = 0; c < labels; c++)
            {
                double sum = Enumerable.Range(0, labels).Sum(said => confusion[m][c, said]);
                for (int said = 0; said < labels; said++)
                {
                    confusion[m][c, said] /= sum;
                }
            }
        }

        return new DawidSkene(classes, confusion);
    }

    private static double[] Certain(int truth, int labels) => [.. Enumerable.Range(0, labels).Select(c => c == truth ? 1.0 : 0)];

    private static double[] Votes(int[] verdicts, IReadOnlyList<double> weights, int labels)
    {
        double[] votes = [.. Enumerable.Range(0, labels).Select(c => 0.01 + verdicts.Select((said, m) => said == c ? weights[m] : 0).Sum())];
        double sum = votes.Sum();
        return [.. votes.Select(v => v / sum)];
    }
}
