using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>Scores by the values of a field; a response without the field is in none of them.</summary>
/// <param name="Values">Null is the value of all that are not kept apart.</param>
public sealed record TrafficSplit(string Field, IReadOnlyList<(string? Value, ScoreHistogram Scores)> Values)
{
    private const string Others = "(all others)";
    private const string None = "(none)";

    /// <summary>In which stratum a response with these fields is.</summary>
    public string StratumOf(IReadOnlyDictionary<string, string> fields) =>
        !fields.TryGetValue(Field, out string? value) || value.Length == 0 ? None : Values.Any(v => v.Value == value) ? value : Others;

    /// <summary>How often each score was given in each stratum.</summary>
    public IEnumerable<(string Stratum, double Score, long Count)> Cells(ScoreHistogram all)
    {
        foreach ((string? value, ScoreHistogram scores) in Values)
        {
            foreach ((double score, long count) in scores.Counts)
            {
                yield return (value ?? Others, score, count);
            }
        }

        foreach ((double score, long count) in all.Counts)
        {
            yield return (None, score, count - Values.Sum(v => v.Scores.Counts.Where(c => c.Score == score).Sum(c => c.Count)));
        }
    }

    /// <summary>The share of the spread of scores that lies between the values, from 0 to 1.</summary>
    public double Explained(ScoreHistogram all)
    {
        double n = all.N;
        if (n < 2 || Values.Count < 2)
        {
            return 0;
        }

        double mean = all.Counts.Sum(c => c.Score * c.Count) / n;
        double spread = all.Counts.Sum(c => c.Count * (c.Score - mean) * (c.Score - mean));
        double between = Values.Where(v => v.Scores.N > 0).Sum(v => v.Scores.N * Math.Pow((v.Scores.Counts.Sum(c => c.Score * c.Count) / v.Scores.N) - mean, 2));
        return spread <= 0 ? 0 : between / spread;
    }
}
