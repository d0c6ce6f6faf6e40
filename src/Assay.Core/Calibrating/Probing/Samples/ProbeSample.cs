using Assay.Surfacing;

namespace Assay.Calibrating.Probing.Samples;

/// <summary>Values of a probe from which one figure is estimated.</summary>
public abstract record ProbeSample
{
    private protected ProbeSample()
    {
    }

    public abstract long N { get; }

    /// <summary>With its 95 % interval.</summary>
    public abstract Estimate Estimate { get; }

    /// <summary>The interval at another level; without any spread it has no width.</summary>
    /// <param name="outside">How likely it misses the truth, such as 0.05.</param>
    public abstract (double Low, double High) Interval(double outside);
}
