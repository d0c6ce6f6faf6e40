using Assay.Calibrating.Agreement;
using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labels;
using Assay.Surfacing;

namespace Assay.Calibrating.Trusting;

/// <summary>How right a judge version is on one criterion, by every label there is of responses that it scored.</summary>
public sealed record CriterionTrust(string Criterion)
{
    /// <summary>The grades, lowest first, and what each is called; none where nothing is labelled.</summary>
    public LabelScale Scale { get; init; } = new([], [], true);

    /// <summary>Ends of the scale.</summary>
    public (double Low, double High) Ends { get; init; }

    /// <summary>Labelled responses that this version scored.</summary>
    public int Items { get; init; }

    /// <summary>Labelled responses that it did not score.</summary>
    public int Unscored { get; init; }

    /// <summary>Items on which people disagree, and nobody has decided: no grade is true of them.</summary>
    public int Disputed { get; init; }

    /// <summary>With how many labels each, most first.</summary>
    public IReadOnlyList<(string Rater, int Labels)> Raters { get; init; } = [];

    /// <summary>When the last label was given; null where there is none.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>Of the judge with people.</summary>
    public IReadOnlyList<NamedMeasure> Figures { get; init; } = [];

    /// <summary>Of each person with the others.</summary>
    public IReadOnlyList<NamedMeasure> HumanCeiling { get; init; } = [];

    /// <summary>Of the judge in the place of a person: to be set beside the ceiling.</summary>
    public IReadOnlyList<NamedMeasure> LeaveOneOut { get; init; } = [];

    public AltTest? AltTest { get; init; }

    /// <summary>Rows are people, columns the judge, by the grades; only cells with something in them.</summary>
    public IReadOnlyList<ConfusionCell> Confusion { get; init; } = [];

    /// <summary>What people say where the judge says so much, from its lowest scores on.</summary>
    public IReadOnlyList<CalibrationBin> Calibration { get; init; } = [];

    /// <summary>Null where outputs do not differ in length, or are too few.</summary>
    public LengthBias? Length { get; init; }

    /// <summary>By when responses came, the first first.</summary>
    public IReadOnlyList<AgreementPart> OverTime { get; init; } = [];

    /// <summary>By field and value, those with the most labels first.</summary>
    public IReadOnlyList<AgreementPart> Slices { get; init; } = [];

    public required JudgeStanding Standing { get; init; }

    public required TrustLevel Level { get; init; }

    /// <summary>The coefficient that bars are about: quadratic where grades have an order, and there are more than two.</summary>
    public NamedMeasure? Kappa => Figures.FirstOrDefault(f => f.Name == KappaName);

    public string KappaName => Scale.Count > 2 ? "cohen_kappa_quadratic" : "cohen_kappa";

    /// <summary>Why it is not trusted; none where it is.</summary>
    public IReadOnlyList<string> Reasons => Standing is JudgeStanding.Advisory advisory ? advisory.Reasons : [];

    public Measured? Find(string name) => Figures.FirstOrDefault(f => f.Name == name)?.Value;

    /// <summary>How many labels would give kappa an interval of a tenth either way; null where it is not known.</summary>
    public LabelsNeeded? ForKappa => Kappa?.Value.Estimate is { } kappa ? LabelsNeeded.For(kappa, 0.1) : null;
}
