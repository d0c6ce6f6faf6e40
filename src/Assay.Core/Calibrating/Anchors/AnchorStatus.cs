using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Calibrating.Anchors;

/// <summary>How a judge stands on its anchors, for people.</summary>
public sealed record AnchorStatus
{
    private static readonly TimeSpan Shown = TimeSpan.FromDays(30);

    public required Judge Judge { get; init; }

    public required AnchorTerms Terms { get; init; }

    /// <summary>The score that the figures are about: the judge's main one.</summary>
    public required AnchorMeasure Main { get; init; }

    /// <summary>1 for the first; a judge that was found to have moved has another.</summary>
    public required int Baseline { get; init; }

    /// <summary>When the baseline that holds was complete; null while it is being made.</summary>
    public DateTimeOffset? BaselineAt { get; init; }

    /// <summary>Scores that it still lacks.</summary>
    public required int Missing { get; init; }

    /// <summary>How far the judge had moved when all anchors were scored last, since the baseline that held then; null where they were not.</summary>
    public AnchorShift? Last { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    /// <summary>What single anchors say since the baseline: how much likelier a move is than none; null where there are too few.</summary>
    public double? Suspicion { get; init; }

    /// <summary>By day, how far scores lie from the first baseline; no days on which nothing was scored.</summary>
    public IReadOnlyList<(DateTimeOffset Day, Estimate Moved)> Days { get; init; } = [];

    /// <summary>How this version scores the anchors beside the version before it; null where there was none, or no baseline of either is complete.</summary>
    public (string Version, AnchorShift Shift)? Before { get; init; }

    /// <summary>Judge minus people, on those that have a label; null where fewer than two do.</summary>
    public Estimate? Bias { get; init; }

    /// <summary>All that scoring them cost, of this version.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>In one sentence.</summary>
    public string Summary => Missing > 0 ? $"baseline {Baseline} is being made: {Missing} scores are missing"
        : Last is { IsMoved: true } moved ? $"the judge moved by {AnchorFinding.Text(moved.Difference, Main)} on its anchors, and has a new baseline since"
        : Last is { } still ? $"the judge did not move ({AnchorFinding.Text(still.Difference, Main)} on {still.Difference.N} anchors)"
        : TrickleTest.IsSuspicious(Suspicion) ? "single anchors say that the judge may have moved; all of them are asked next"
        : "the baseline is complete, and nothing says that the judge moved";

    /// <param name="readings">Of every version of the judge on this set, in the order in which they were made.</param>
    /// <returns>Null where the judge has no anchors.</returns>
    public static AnchorStatus? Of(Judge judge, IReadOnlyList<StoredAnchorReading> readings, DateTimeOffset now)
    {
        if (judge.Terms.Anchors is not { } terms)
        {
            return null;
        }

        IReadOnlyList<AnchorMeasure> measures = AnchorMeasure.AllOf(judge.Rubric);
        AnchorMeasure main = measures[0];
        AnchorBook BookOf(string version) => new(terms, measures, [.. readings.Where(r => r.JudgeVersion == version).Select(r => r.Reading)]);
        AnchorBook book = BookOf(judge.Version);
        AnchorBaseline? first = book.Reference(null);
        IReadOnlyList<AnchorReading> burst = book.LastBurst;
        string? earlier = readings.Select(r => r.JudgeVersion).TakeWhile(v => v != judge.Version).LastOrDefault();
        AnchorShift? seam = earlier is not null && first is not null && BookOf(earlier).Latest is { } old ? AnchorShift.Of(old.Readings, first.Readings, main) : null;
        return new AnchorStatus
        {
            Judge = judge,
            Terms = terms,
            Main = main,
            Baseline = book.Current,
            BaselineAt = book.Latest is { } latest && latest.Number == book.Current ? latest.CompletedAt : null,
            Missing = book.Missing().Count,
            Last = book.LastShift,
            LastAt = burst.Count == 0 ? null : burst[0].At,
            Suspicion = book.Latest is { } holds ? TrickleTest.Evidence(holds.Readings, book.Trickle, main, terms.Runs) : null,
            Days = first is null ? [] : DaysOf(first.Readings, book.Readings.Where(r => r.At >= now - Shown && r.Purpose != AnchorPurpose.Baseline), main),
            Before = seam is null ? null : (earlier!, seam),
            Bias = BiasOf(terms.Set, book.Latest?.Readings ?? [], main),
            CostUsd = book.Readings.Sum(r => r.CostUsd),
        };
    }

    private static IReadOnlyList<(DateTimeOffset, Estimate)> DaysOf(IReadOnlyList<AnchorReading> baseline, IEnumerable<AnchorReading> later, AnchorMeasure measure)
    {
        Dictionary<string, double> before = measure.MeansOf(baseline);
        return
        [
            .. later.Where(r => measure.Of(r) is not null && before.ContainsKey(r.Anchor)).GroupBy(r => r.At.UtcDateTime.Date)
                .Select(day => (new DateTimeOffset(day.Key, TimeSpan.Zero), Mean([.. day.Select(r => measure.Of(r)!.Value - before[r.Anchor])])!)),
        ];
    }

    private static Estimate? BiasOf(AnchorSet set, IReadOnlyList<AnchorReading> readings, AnchorMeasure measure)
    {
        Dictionary<string, double> scores = measure.MeansOf(readings);
        return Mean([.. set.Items.Where(i => i.Label is not null && scores.ContainsKey(i.Response.Id)).Select(i => scores[i.Response.Id] - i.Label!.Value)]) is { N: > 1 } bias ? bias : null;
    }

    private static Estimate? Mean(double[] values) => Estimate.OfMean(values.Length, values.Sum(), values.Sum(v => v * v), double.NegativeInfinity, double.PositiveInfinity);
}
