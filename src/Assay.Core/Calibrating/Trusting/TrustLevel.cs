namespace Assay.Calibrating.Trusting;

/// <summary>What a judge's scores may be used for.</summary>
public enum TrustLevel
{
    /// <summary>It was measured, and reaches its bars.</summary>
    Trusted,

    /// <summary>It was measured, and misses a bar.</summary>
    Advisory,

    /// <summary>Its agreement with people was not measured.</summary>
    Unknown,
}
