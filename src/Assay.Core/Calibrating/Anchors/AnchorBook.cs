namespace Assay.Calibrating.Anchors;

/// <summary>What one judge version said of one set of anchors so far. A new baseline begins where the judge was found to have moved.</summary>
public sealed class AnchorBook
{
    private const int MostKept = 5_000;

    private readonly AnchorTerms _terms;
    private readonly IReadOnlyList<AnchorMeasure> _measures;

    /// <param name="measures">The scores that the judge gives, the main one first.</param>
    /// <param name="readings">In the order in which they were made.</param>
    public AnchorBook(AnchorTerms terms, IReadOnlyList<AnchorMeasure> measures, IReadOnlyList<AnchorReading> readings)
    {
        (_terms, _measures, Readings) = (terms, measures, readings);
        Baselines = [.. readings.Where(r => r.Purpose == AnchorPurpose.Baseline).GroupBy(r => r.Baseline).OrderBy(g => g.Key).Select(g => new AnchorBaseline(g.Key, [.. g], terms))];
        Current = Baselines.Count == 0 ? 1 : Baselines[^1].Number;
        if (Baselines is [.., { IsComplete: true }] && LastBurst is [{ Baseline: var after }, ..] && after == Current && Moved(Baselines[^1].Readings, LastBurst))
        {
            Current++;
        }
    }

    public IReadOnlyList<AnchorReading> Readings { get; }

    /// <summary>Those of which there is something, the first first.</summary>
    public IReadOnlyList<AnchorBaseline> Baselines { get; }

    /// <summary>The number of the baseline that holds, or is being made.</summary>
    public int Current { get; }

    /// <summary>Its main score.</summary>
    public AnchorMeasure Main => _measures[0];

    /// <summary>How it measures a criterion; null where the judge has none of this name.</summary>
    public AnchorMeasure? Measure(string criterion) => _measures.FirstOrDefault(m => m.Criterion == criterion);

    /// <summary>The latest that is complete; null before the first is.</summary>
    public AnchorBaseline? Latest => Baselines.LastOrDefault(b => b.IsComplete);

    /// <summary>The readings of the last burst that was begun; empty before the first.</summary>
    public IReadOnlyList<AnchorReading> LastBurst => Readings.LastOrDefault(r => r.Purpose == AnchorPurpose.Burst) is { } last
        ? [.. Readings.Where(r => r.Purpose == AnchorPurpose.Burst && r.At == last.At)]
        : [];

    /// <summary>How far the main score had moved in it, since the baseline that held then; null where that is not known.</summary>
    public AnchorShift? LastShift => LastBurst is [var first, ..] burst && Baselines.LastOrDefault(b => b.IsComplete && b.Number <= first.Baseline) is { } compared
        ? AnchorShift.Of(compared.Readings, burst, Main)
        : null;

    /// <summary>What came after the baseline that holds, one now and then.</summary>
    public IReadOnlyList<AnchorReading> Trickle => [.. Readings.Where(r => r.Purpose == AnchorPurpose.Trickle && r.Baseline == Current)];

    /// <summary>What the current baseline still lacks, each anchor as often as it does: those that were scored least come first.</summary>
    public IReadOnlyList<AnchorItem> Missing()
    {
        IReadOnlyDictionary<string, int> counts = Baselines.FirstOrDefault(b => b.Number == Current)?.Counts ?? new Dictionary<string, int>();
        return
        [
            .. Enumerable.Range(0, _terms.Runs).SelectMany(run => _terms.Set.Items.Where(i => counts.GetValueOrDefault(i.Response.Id) <= run)),
        ];
    }

    /// <summary>The anchors that were scored longest ago, in the order of the set where they were not scored yet.</summary>
    public IReadOnlyList<AnchorItem> Next(int count)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int place, AnchorReading reading) in Trickle.Index())
        {
            last[reading.Anchor] = place;
        }

        return [.. _terms.Set.Items.OrderBy(i => last.GetValueOrDefault(i.Response.Id, -1)).Take(count)];
    }

    /// <summary>What scores are compared with that fell at a time: the last baseline before it; else the first there is.</summary>
    /// <param name="fell">Null: they are compared with a bar that stands as long as the judge does.</param>
    public AnchorBaseline? Reference(DateTimeOffset? fell) => Baselines.LastOrDefault(b => b.IsComplete && b.CompletedAt < fell) ?? Baselines.FirstOrDefault(b => b.IsComplete);

    /// <summary>Whether any of the judge's scores moved, at one level for all of them together.</summary>
    public bool Moved(IReadOnlyList<AnchorReading> baseline, IReadOnlyList<AnchorReading> later) =>
        _measures.Any(m => AnchorShift.Of(baseline, later, m)?.P < AnchorShift.Level / _measures.Count);

    public AnchorBook With(IEnumerable<AnchorReading> more)
    {
        AnchorReading[] all = [.. Readings, .. more];
        int surplus = all.Count(r => r.Purpose == AnchorPurpose.Trickle) - MostKept;
        return new AnchorBook(_terms, _measures, surplus <= 0 ? all : [.. all.Where(r => r.Purpose != AnchorPurpose.Trickle || surplus-- <= 0)]);
    }
}
