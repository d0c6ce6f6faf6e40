namespace Assay.Calibrating.Correcting;

/// <summary>How a judge's mean is corrected by labels.</summary>
public enum CorrectionMethod
{
    /// <summary>The labels alone: the judge added nothing.</summary>
    LabelsOnly,

    /// <summary>The judge's mean, plus the mean error of the judge on what is labelled (Angelopoulos and others 2023).</summary>
    Ppi,

    /// <summary>The same with the judge weighted by what it knows (PPI++, Angelopoulos and others 2024).</summary>
    PpiPlusPlus,

    /// <summary>PPI++ within strata (Fisch and others 2024).</summary>
    StratifiedPpiPlusPlus,
}
