using Assay.Calibrating.Anchors;

namespace Assay.Surfacing.Alerts;

/// <summary>What was known when an incident opened or closed. Holds no text of a response: whoever shows it looks that up, so that a response that is deleted is gone from here too.</summary>
public sealed record AlertEvidence
{
    /// <summary>One sentence with the figure, for people: <c>overall fell from 4.21 to 3.87 since v3</c>.</summary>
    public required string Statement { get; init; }

    /// <summary>What was measured; absent where it is no estimate.</summary>
    public Estimate? Value { get; init; }

    /// <summary>What it is compared with.</summary>
    public Estimate? Baseline { get; init; }

    /// <summary>The fall with an interval that holds however often one looks; in points of the scale, negative.</summary>
    public Difference? Change { get; init; }

    /// <summary>What people would say of the same responses, by their labels; null where there are too few.</summary>
    public Estimate? Corrected { get; init; }

    /// <summary>The corrected figure beside the judge's own, or why there is none, in a sentence; null where nobody labelled anything.</summary>
    public string? CorrectedText { get; init; }

    /// <summary>Why nobody is told although it is surely bad: the judge is not shown to be right. Null: it is, or nothing is asked of it.</summary>
    public string? Advisory { get; init; }

    public double? Threshold { get; init; }

    /// <summary>Of the window that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>The lowest of the window, at most five.</summary>
    public IReadOnlyList<WorstResponse> Worst { get; init; } = [];

    /// <summary>What explains most of it; null where nothing does, or it is no question of scores.</summary>
    public LeadingCause? Cause { get; init; }

    /// <summary>What the judge's anchors said before anybody was told; null where it has none, or it is no question of scores.</summary>
    public AnchorFinding? Judge { get; init; }

    /// <summary>What it is about, for people: a fall that is the judge's is not told as one of what it judges.</summary>
    public string Headline => Judge is { Attribution: Attribution.Judge } ? $"the judge moved, not surely what it judges: {Statement}" : Statement;
}

/// <param name="ResponseId">As its sender called it.</param>
public sealed record WorstResponse(string ResponseId, double Score);

/// <param name="Label">For people: <c>route=refunds, language=de</c>, or the words of a cluster.</param>
/// <param name="ShareOfDrop">How much of the fall it explains; null where nothing fell.</param>
public sealed record LeadingCause(string Label, Estimate? ShareOfDrop, long Support);
