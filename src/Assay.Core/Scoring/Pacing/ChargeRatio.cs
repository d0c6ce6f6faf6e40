namespace Assay.Scoring.Pacing;

/// <summary>
/// What a provider charges per estimated token, as the slope of a least-squares line: the level it tells against the level
/// that estimates alone would leave. Providers may charge at once for the longest reply that was allowed.
/// </summary>
internal sealed class ChargeRatio
{
    private const int FewestPoints = 8;
    private const double WeakestCorrelation = 0.9;
    private const double Largest = 100;

    private int _points;
    private double _meanX;
    private double _meanY;
    private double _varianceX;
    private double _varianceY;
    private double _covariance;

    /// <summary>0 while it cannot be told.</summary>
    public double Value { get; private set; }

    /// <param name="estimated">The level as far as estimates tell, from any origin.</param>
    public void Learn(double estimated, double told)
    {
        // Welford's update, which keeps its precision far from the origin.
        _points++;
        double x = estimated - _meanX;
        double y = told - _meanY;
        _meanX += x / _points;
        _meanY += y / _points;
        _varianceX += x * (estimated - _meanX);
        _varianceY += y * (told - _meanY);
        _covariance += x * (told - _meanY);
        bool tells = _points >= FewestPoints && _covariance > WeakestCorrelation * Math.Sqrt(_varianceX * _varianceY);
        Value = tells ? Math.Min(_covariance / _varianceX, Largest) : 0;
    }
}
