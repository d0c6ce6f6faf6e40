namespace Assay.Calibrating.Probing;

/// <summary>What a test comes to.</summary>
public enum ProbeVerdict
{
    /// <summary>All figures keep to their limits, as far as they are known.</summary>
    Ok,

    /// <summary>A figure is beyond its limit, also by the interval that holds for all figures together.</summary>
    Biased,

    /// <summary>Too few items to tell, or beyond a limit without certainty.</summary>
    Unclear,

    /// <summary>The items or the judge do not allow the test.</summary>
    NotRun,
}
