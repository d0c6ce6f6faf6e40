namespace Assay.Calibrating.Labelling;

/// <summary>A response that people labelled, with what a judge says of the same criterion.</summary>
/// <param name="Key">The ledger's number for the response, as in <see cref="Surfacing.Causes.Observation"/>.</param>
public sealed record LabelledResponse(long Key, string ResponseId, int Revision, DateTimeOffset ReceivedAt)
{
    /// <summary>At least one, the first one first; all on one scale.</summary>
    public required IReadOnlyList<HumanLabel> Labels { get; init; }

    /// <summary>Null: the judge version did not score it, or on another scale.</summary>
    public double? Judge { get; init; }

    /// <summary>The overall score of the same verdict; null where there is none.</summary>
    public double? JudgeOverall { get; init; }

    /// <summary>Of the score.</summary>
    public string? JudgeVersion { get; init; }

    /// <summary>The user or session it belongs to; null: it stands alone.</summary>
    public string? Cluster { get; init; }

    /// <summary>When figures count it as having occurred.</summary>
    public DateTimeOffset FiguredAt { get; init; }

    /// <summary>What it says in fields that figures can be split by, and <c>release</c>, as text.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>In characters; 0 where what was said is not kept.</summary>
    public int OutputLength { get; init; }

    public LabelDraw? Draw => Labels[0].Draw;

    /// <summary>Labels of people by themselves: what agreement is measured on.</summary>
    public IEnumerable<HumanLabel> Ratings => Labels.Where(l => !l.Key.IsAdjudication);

    /// <summary>What people say: what was decided where they disagreed, else the mean of what they say.</summary>
    public double Human => Labels.LastOrDefault(l => l.Key.IsAdjudication)?.Score ?? Ratings.Average(l => l.Score);

    /// <summary>Two raters say different things, and nobody has decided.</summary>
    public bool IsDisputed => Labels.All(l => !l.Key.IsAdjudication) && Ratings.Select(l => l.Score).Distinct().Skip(1).Any();
}
