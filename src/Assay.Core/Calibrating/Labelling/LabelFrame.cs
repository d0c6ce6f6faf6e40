namespace Assay.Calibrating.Labelling;

/// <summary>What is drawn from, told apart: what is uncertain, what is alarming, and what belongs together.</summary>
public sealed class LabelFrame
{
    /// <summary>So near the bar, as a share of the scale: half a point on 1 to 5.</summary>
    private const double Near = 0.125;

    /// <summary>Judges that are so far apart do not agree: a point on 1 to 5.</summary>
    private const double Apart = 0.25;

    /// <summary>The share of the lowest scores that are alarming.</summary>
    private const double Lowest = 0.05;

    private const int MostSlices = 10;

    private readonly double _low;
    private readonly double _high;
    private readonly double _bar;
    private readonly double _alarming;
    private readonly IReadOnlySet<string> _incidents;
    private readonly HashSet<string> _slices;

    /// <param name="scale">The ends of the scale of the scores.</param>
    /// <param name="bar">Null: the middle of the scale.</param>
    /// <param name="incidents">Ids of responses that belong to incidents.</param>
    public LabelFrame(IReadOnlyList<LabelCandidate> candidates, (double Low, double High) scale, double? bar, IReadOnlySet<string> incidents)
    {
        Candidates = candidates;
        (_low, _high) = scale;
        _bar = bar ?? (_low + _high) / 2;
        _incidents = incidents;
        double[] scores = [.. candidates.Select(c => c.Score).Order()];
        _alarming = scores.Length > 0 ? scores[(int)(Lowest * (scores.Length - 1))] : _low;
        _slices = [.. candidates.Where(c => c.Slice is not null).GroupBy(c => c.Slice!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostSlices).Select(g => g.Key)];
    }

    public IReadOnlyList<LabelCandidate> Candidates { get; }

    /// <summary>The score is near the bar without being at an end of the scale, or judges do not agree.</summary>
    public bool IsUncertain(LabelCandidate candidate) => candidate.Spread >= Apart || Math.Abs(candidate.Score - _bar) <= Near * (_high - _low);

    /// <summary>It belongs to an incident, or is among the lowest scores.</summary>
    public bool IsAlarm(LabelCandidate candidate) => _incidents.Contains(candidate.ResponseId) || (candidate.Score <= _alarming && candidate.Score < _high);

    /// <summary>Slice and third of the scale.</summary>
    public string Stratum(LabelCandidate candidate)
    {
        string band = ((candidate.Score - _low) / (_high - _low)) switch { < 1d / 3 => "low", <= 2d / 3 => "middle", _ => "high" };
        return candidate.Slice is { } slice ? $"{(_slices.Contains(slice) ? slice : "(others)")} · {band}" : band;
    }
}
