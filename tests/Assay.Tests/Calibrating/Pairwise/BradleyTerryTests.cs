using Assay.Calibrating.Pairwise;

namespace Assay.Tests.Calibrating.Pairwise;

public sealed class BradleyTerryTests
{
    /// <summary>American League baseball 1987 (Agresti, Categorical Data Analysis, table 10.10): wins of the row over the column, of thirteen games.</summary>
    private static readonly string[] Teams = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"];

    private static readonly int[][] Wins =
    [
        [0, 7, 9, 7, 7, 9, 11], [6, 0, 7, 5, 11, 9, 9], [4, 6, 0, 7, 7, 8, 12], [6, 8, 6, 0, 6, 7, 10], [6, 2, 6, 7, 0, 7, 12], [4, 4, 5, 6, 6, 0, 6], [2, 4, 1, 3, 1, 7, 0],
    ];

    [Fact]
    public void Ratings_are_those_of_the_textbook()
    {
        BradleyTerry ranking = BradleyTerry.Of([.. Games()]);

        Dictionary<string, double> ratings = ranking.Ratings.ToDictionary(r => r.System, r => r.Rating.Mean);
        Assert.Equal([1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0], Teams.Select(t => Math.Round(ratings[t] - ratings["Baltimore"], 2)));
        Assert.Equal("Milwaukee", ranking.Ratings[0].System);
    }

    [Fact]
    public void Intervals_cover_the_truth_at_their_rate()
    {
        var random = new Random(4);
        double[] truth = [0.6, 0, -0.6];
        int covered = 0;
        const int samples = 300;
        for (int s = 0; s < samples; s++)
        {
            var games = new List<(string, string, double, string)>();
            for (int i = 0; i < 240; i++)
            {
                (int a, int b) = (i % 3, (i + 1) % 3);
                games.Add(($"s{a}", $"s{b}", random.NextDouble() < 1 / (1 + Math.Exp(truth[b] - truth[a])) ? 1 : 0, $"item{i}"));
            }

            covered += BradleyTerry.Of(games).Ratings.Count(r => r.Rating.Low <= truth[r.System[1] - '0'] && r.Rating.High >= truth[r.System[1] - '0']);
        }

        Assert.InRange(covered / (3.0 * samples), 0.925, 0.975);
    }

    [Fact]
    public void Games_of_one_item_are_one_observation()
    {
        (string, string, double, string)[] games = [.. Games()];
        (string, string, double, string)[] repeated = [.. games.SelectMany(g => Enumerable.Repeat(g, 5))];

        double once = Width(BradleyTerry.Of(games));
        Assert.Equal(once, Width(BradleyTerry.Of(repeated)), 9);
    }

    [Fact]
    public void A_system_that_never_lost_cannot_be_placed_and_it_is_said_why()
    {
        BradleyTerry ranking = BradleyTerry.Of([("a", "b", 1, "1"), ("a", "c", 1, "2"), ("b", "c", 1, "3"), ("c", "b", 1, "4")]);

        Assert.Empty(ranking.Ratings);
        Assert.Contains("never beat a", ranking.Reason, StringComparison.Ordinal);
    }

    private static double Width(BradleyTerry ranking) => ranking.Ratings[0].Rating.High!.Value - ranking.Ratings[0].Rating.Low!.Value;

    private static IEnumerable<(string, string, double, string)> Games()
    {
        int game = 0;
        for (int a = 0; a < Teams.Length; a++)
        {
            for (int b = 0; b < Teams.Length; b++)
            {
                for (int w = 0; w < Wins[a][b]; w++)
                {
                    yield return (Teams[a], Teams[b], 1, $"game{game++}");
                }
            }
        }
    }
}
