using Assay.Gating.Looking;

namespace Assay.Gating;

/// <summary>A gate's outcome and what it rests on. Every report shows the same.</summary>
public sealed record GateResult
{
    public required GateOutcome Outcome { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What should be known of the outcome, whichever it is.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How often each output was judged.</summary>
    public required int Samples { get; init; }

    public required IReadOnlyList<GateCase> Cases { get; init; }

    /// <summary>Cases that were judged, on both sides where there is a baseline.</summary>
    public required int Judged { get; init; }

    /// <summary>As a share of all that could be; null where there are none.</summary>
    public double? Coverage => Cases.Count == Alone ? null : (double)Judged / (Cases.Count - Alone);

    /// <summary>New ones where the sides are held against each other: there is nothing to hold them against.</summary>
    private int Alone => Main is { Scale.IsWinRate: true } ? New : 0;

    /// <summary>Only the outputs that are gated have them.</summary>
    public required int New { get; init; }

    /// <summary>Only the baseline has them.</summary>
    public required int Missing { get; init; }

    public int Unchanged => Cases.Count(c => c.IsUnchanged);

    /// <summary>Each criterion with the baseline, the deciding ones first; none without a baseline.</summary>
    public required IReadOnlyList<Comparison> Criteria { get; init; }

    /// <summary>The first criterion in each declared group.</summary>
    public required IReadOnlyList<Comparison> Groups { get; init; }

    /// <summary>Each mean that must be held.</summary>
    public required IReadOnlyList<Comparison> Bars { get; init; }

    /// <summary>Null: no case must pass.</summary>
    public MustPass? MustPass { get; init; }

    public required IReadOnlyList<Flip> Flips { get; init; }

    /// <summary>Null: the gate looks once, at everything.</summary>
    public LookTaken? Look { get; init; }

    /// <summary>What the gate looks at first; null without a baseline.</summary>
    public Comparison? Main => Criteria.Count > 0 ? Criteria[0] : null;

    public IEnumerable<Comparison> All => Criteria.Concat(Groups).Concat(Bars);

    /// <summary>How many cases could not be judged, on either side, by reason.</summary>
    public IReadOnlyList<(string Reason, int Count)> NotJudged =>
    [
        .. Cases.SelectMany(c => new[] { c.Candidate, c.Baseline }).Where(a => a?.Reason is not null).GroupBy(a => a!.Reason!)
            .Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal),
    ];
}
