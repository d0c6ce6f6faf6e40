namespace Assay.Scoring.Spending;

/// <summary>What a judge gives up, step by step, to make its budget last; no part of its version.</summary>
/// <param name="Steps">In the order in which they are given up; each beside those before it.</param>
/// <param name="Always">The share of responses that is judged whatever happens: what figures rest on.</param>
public sealed record ThriftTerms(IReadOnlyList<ThriftStep> Steps, double Always)
{
    public const double UsualAlways = 0.05;

    public static readonly ThriftTerms Usual = new([ThriftStep.Samples, ThriftStep.Jury, ThriftStep.Responses], UsualAlways);
}

/// <summary>What may be given up.</summary>
public enum ThriftStep
{
    /// <summary>A verdict has one sample.</summary>
    Samples,

    /// <summary>A verdict has the first of several judges.</summary>
    Jury,

    /// <summary>A part of the responses is not judged.</summary>
    Responses,
}
