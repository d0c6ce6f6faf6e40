using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>How far raters agree, and judges with people.</summary>
public sealed record AgreementReport(LabelTable Table)
{
    /// <summary>Pairs with the most items in common first given up where there are very many.</summary>
    public required IReadOnlyList<PairAgreement> Pairs { get; init; }

    /// <summary>Pairs that are left out for their number.</summary>
    public int PairsLeftOut { get; init; }

    /// <summary>Over all raters together; judges are not among them where there are two people.</summary>
    public required IReadOnlyList<NamedMeasure> Together { get; init; }

    /// <summary>Whose agreement <see cref="Together"/> is, in words.</summary>
    public required string TogetherOf { get; init; }

    public required IReadOnlyList<NamedMeasure> HumanCeiling { get; init; }

    public required IReadOnlyList<JudgeAgreement> Judges { get; init; }

    public required IReadOnlyList<Baseline> Baselines { get; init; }

    /// <summary>How many items have each label, by the majority.</summary>
    public required IReadOnlyList<(string Label, int Count)> Majority { get; init; }

    /// <summary>Items whose labels have no majority.</summary>
    public int Tied { get; init; }

    public required IReadOnlyList<Disagreement> Disagreements { get; init; }

    /// <summary>What a reader must know, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether there is any agreement to speak of: two raters, and items that both labelled.</summary>
    public bool HasFigures => Pairs.Any(p => p.Figures.Any(f => f.Value is Measured.Known && f.Name != "agreement"));
}
