using Assay.Surfacing;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Assay.Calibrating.Pairwise;

/// <summary>A ranking of several systems by who beats whom (Bradley and Terry 1952); a tie is half a win for each.</summary>
/// <param name="Ratings">Best first: log-odds against the average system.</param>
/// <param name="Reason">Why there is no ranking; null where there is one.</param>
public sealed record BradleyTerry(IReadOnlyList<(string System, Estimate Rating)> Ratings, string? Reason)
{
    /// <param name="games">Who met whom, what came of it for the first (1, 0, a half), and on which item: games of one item are no independent ones.</param>
    public static BradleyTerry Of(IReadOnlyList<(string First, string Second, double Outcome, string Item)> games)
    {
        string[] systems = [.. games.SelectMany(g => (string[])[g.First, g.Second]).Distinct().Order(StringComparer.Ordinal)];
        if (Unreachable(games, systems) is { } reason)
        {
            return new BradleyTerry([], reason);
        }

        Dictionary<string, int> index = systems.Select((s, i) => (s, i)).ToDictionary(s => s.s, s => s.i, StringComparer.Ordinal);
        (int A, int B, double Outcome, string Item)[] played = [.. games.Select(g => (index[g.First], index[g.Second], g.Outcome, g.Item))];
        int k = systems.Length;
        Vector<double> ratings = Vector<double>.Build.Dense(k);
        for (int round = 0; round < 100; round++)
        {
            (Vector<double> gradient, Matrix<double> information) = Slopes(played, ratings, k);
            Vector<double> step = Grounded(information).Inverse() * gradient;
            double largest = step.AbsoluteMaximum();
            ratings += largest > 2 ? step * (2 / largest) : step;
            ratings -= ratings.Average();
            if (largest < 1e-10)
            {
                break;
            }
        }

        Vector<double> errors = Errors(played, ratings, k, out int items);
        double t = items > 1 ? StudentT.InvCDF(0, 1, items - 1, 0.975) : double.NaN;
        return new BradleyTerry(
            [.. systems.Select((system, i) => (system, errors[i] > 0 && items > 1
                    ? new Estimate(ratings[i], ratings[i] - (t * errors[i]), ratings[i] + (t * errors[i]), played.Count(p => p.A == i || p.B == i))
                    : new Estimate(ratings[i], null, null, played.Count(p => p.A == i || p.B == i))))
                .OrderByDescending(r => r.Item2.Mean)],
            null);
    }

    private static (Vector<double> Gradient, Matrix<double> Information) Slopes((int A, int B, double Outcome, string Item)[] played, Vector<double> ratings, int k)
    {
        Vector<double> gradient = Vector<double>.Build.Dense(k);
        Matrix<double> information = Matrix<double>.Build.Dense(k, k);
        foreach ((int a, int b, double outcome, _) in played)
        {
            double p = LogisticFit.Sigmoid(ratings[a] - ratings[b]);
            gradient[a] += outcome - p;
            gradient[b] -= outcome - p;
            double weight = p * (1 - p);
            information[a, a] += weight;
            information[b, b] += weight;
            information[a, b] -= weight;
            information[b, a] -= weight;
        }

        return (gradient, information);
    }

    /// <summary>Only differences are known: the sum is held at 0.</summary>
    private static Matrix<double> Grounded(Matrix<double> information) => information + Matrix<double>.Build.Dense(information.RowCount, information.RowCount, 1.0);

    /// <summary>By the sandwich over items.</summary>
    private static Vector<double> Errors((int A, int B, double Outcome, string Item)[] played, Vector<double> ratings, int k, out int items)
    {
        Matrix<double> meat = Matrix<double>.Build.Dense(k, k);
        items = 0;
        foreach (IGrouping<string, (int A, int B, double Outcome, string Item)> item in played.GroupBy(p => p.Item, StringComparer.Ordinal))
        {
            Vector<double> score = Slopes([.. item], ratings, k).Gradient;
            meat += score.OuterProduct(score);
            items++;
        }

        // Behind the grounding the inverse also holds the fixed sum; centring takes it out again.
        Matrix<double> centre = Matrix<double>.Build.DenseIdentity(k) - Matrix<double>.Build.Dense(k, k, 1.0 / k);
        Matrix<double> inverse = centre * Grounded(Slopes(played, ratings, k).Information).Inverse() * centre;
        Matrix<double> covariance = inverse * meat * inverse * (items / Math.Max(1.0, items - 1));
        return covariance.Diagonal().Map(v => Math.Sqrt(Math.Max(0, v)));
    }

    /// <summary>A ranking exists only where every system has beaten, by some chain, every other (Ford 1957).</summary>
    private static string? Unreachable(IReadOnlyList<(string First, string Second, double Outcome, string Item)> games, string[] systems)
    {
        if (systems.Length < 2)
        {
            return "a ranking needs at least two systems";
        }

        ILookup<string, string> beats = games.SelectMany(g => ((string, string)?[])[g.Outcome > 0 ? (g.First, g.Second) : null, g.Outcome < 1 ? (g.Second, g.First) : null])
            .OfType<(string Winner, string Loser)>().ToLookup(g => g.Winner, g => g.Loser, StringComparer.Ordinal);
        foreach (string system in systems)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal) { system };
            var next = new Queue<string>([system]);
            while (next.TryDequeue(out string? at))
            {
                foreach (string loser in beats[at].Where(reached.Add))
                {
                    next.Enqueue(loser);
                }
            }

            if (reached.Count < systems.Length)
            {
                return $"{system} never beat {string.Join(", ", systems.Where(s => !reached.Contains(s)).Take(3))}, not even through others: how far apart they are cannot be told. More comparisons, or comparisons with other systems, are needed";
            }
        }

        return null;
    }
}
