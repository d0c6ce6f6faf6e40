namespace Assay.Scoring.Pacing;

/// <summary>Corrects estimated tokens by what calls turn out to cost: the moving average of actual over estimated, or what the provider charges where that is more.</summary>
internal sealed class TokenCorrection
{
    private const int Memory = 16;
    private const double LargestRatio = 100;

    private readonly ChargeRatio _charged = new();
    private double _actual = 1;
    private int _learnt;

    public double Of(long estimated) => Math.Max(0, estimated) * Math.Max(_actual, _charged.Value);

    /// <summary>What a call that is over cost.</summary>
    /// <param name="actual">0 when the provider did not say.</param>
    public double Of(long estimated, long actual) => actual > 0 ? Math.Max(actual, estimated * _charged.Value) : Of(estimated);

    public void Learn(long estimated, long actual)
    {
        if (estimated > 0 && actual > 0)
        {
            _learnt = Math.Min(_learnt + 1, Memory);
            double seen = Math.Clamp((double)actual / estimated, 1 / LargestRatio, LargestRatio);
            _actual += (seen - _actual) / _learnt;
        }
    }

    /// <param name="estimated">The level that estimates alone would leave, for calls from before any was corrected.</param>
    public void LearnCharge(double estimated, double told) => _charged.Learn(estimated, told);
}
