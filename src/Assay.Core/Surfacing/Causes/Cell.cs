namespace Assay.Surfacing.Causes;

/// <summary>The scores of some responses, summed up; each may stand for several that were not looked at.</summary>
internal struct Cell
{
    /// <summary>Responses that were looked at.</summary>
    public long N;

    /// <summary>Of them, those with a low score.</summary>
    public long Low;

    /// <summary>Responses that they stand for.</summary>
    public double Weight;

    private double _weightSquares;
    private double _lowWeight;
    private double _sum;
    private double _squares;

    public readonly double Mean => _sum / Weight;

    public readonly double LowShare => _lowWeight / Weight;

    /// <summary>Low scores that they stand for.</summary>
    public readonly double LowWeight => _lowWeight;

    /// <summary>The estimated variance of the mean; infinite where fewer than two scores tell nothing of it.</summary>
    public readonly double VarianceOfMean => N < 2 ? double.PositiveInfinity : Math.Max(0, (_squares / Weight) - (Mean * Mean)) * N / (N - 1) * _weightSquares / (Weight * Weight);

    public void Add(double score, bool isLow, double weight = 1)
    {
        N++;
        Weight += weight;
        _weightSquares += weight * weight;
        _sum += weight * score;
        _squares += weight * score * score;
        if (isLow)
        {
            Low++;
            _lowWeight += weight;
        }
    }

    public static Cell operator -(Cell all, Cell part) => new()
    {
        N = all.N - part.N,
        Low = all.Low - part.Low,
        Weight = all.Weight - part.Weight,
        _weightSquares = all._weightSquares - part._weightSquares,
        _lowWeight = all._lowWeight - part._lowWeight,
        _sum = all._sum - part._sum,
        _squares = all._squares - part._squares,
    };
}

/// <summary>The scores of some responses, before and after.</summary>
internal struct Both
{
    public Cell Before;
    public Cell After;

    public void Add(double score, bool isLow, bool isBefore, double weight = 1)
    {
        if (isBefore)
        {
            Before.Add(score, isLow, weight);
        }
        else
        {
            After.Add(score, isLow, weight);
        }
    }

    public static Both operator -(Both all, Both part) => new() { Before = all.Before - part.Before, After = all.After - part.After };
}
