namespace Assay.Calibrating.Correcting;

/// <summary>The items of one stratum, and what its mean is made of.</summary>
internal sealed class StratumSample
{
    private readonly double[] _labels;
    private readonly double[] _judgedLabelled;
    private readonly double[] _weights;
    private readonly double[] _unlabelled;
    private readonly int[] _unlabelledCounts;
    private readonly int[] _counts;
    private readonly int _others;
    private readonly int[] _folds;
    private readonly string?[] _clusters;

    /// <param name="items">At least two of them labelled.</param>
    public StratumSample(string name, IReadOnlyList<JudgedItem> items)
    {
        Name = name;
        JudgedItem[] labelled = [.. items.Where(i => i.Label is not null)];
        JudgedItem[] others = [.. items.Where(i => i.Label is null)];
        _labels = [.. labelled.Select(i => i.Label!.Value)];
        _judgedLabelled = [.. labelled.Select(i => i.Judge)];
        _weights = [.. labelled.Select(i => 1 / (i.Probability ?? 1))];
        _unlabelled = [.. others.Select(i => i.Judge)];
        _unlabelledCounts = [.. others.Select(i => i.Count)];
        _counts = [.. labelled.Select(_ => 1), .. _unlabelledCounts];
        _others = _unlabelledCounts.Sum();
        _clusters = [.. labelled.Select(i => i.Cluster), .. others.Select(i => i.Cluster)];
        IsWeighted = _weights.Any(w => Math.Abs(w - _weights[0]) > 1e-9 * w);
        _folds = FoldsOf(labelled);
        double sum = SumOfOthers(f => f);
        MeanOfUnlabelled = _others == 0 ? 0 : sum / _others;
        MeanOfAll = (_judgedLabelled.Sum() + sum) / All;
        VarianceOfAll = (_judgedLabelled.Sum(f => Square(f - MeanOfAll)) + SumOfOthers(f => Square(f - MeanOfAll))) / Math.Max(1, All - 1);
    }

    public string Name { get; }

    /// <summary>The fold of a labelled item: that of its cluster, for items of one cluster know of each other.</summary>
    public int FoldOf(int labelled) => _folds[labelled];

    public int N => _labels.Length;

    public int All => _labels.Length + _others;

    /// <summary>As many labels that were drawn evenly would say as much (Kish).</summary>
    public double EffectiveN => Square(_weights.Sum()) / _weights.Sum(Square);

    /// <summary>Whether labels were drawn with different probabilities.</summary>
    public bool IsWeighted { get; }

    public double VarianceOfAll { get; }

    private double MeanOfUnlabelled { get; }

    private double MeanOfAll { get; }

    /// <summary>The covariance of label and judge over the labels that are not left out, and what it is to be divided by for the weight of the judge.</summary>
    public (double Covariance, double Variance) Power(Func<int, bool> isLeftOut)
    {
        int[] used = [.. Enumerable.Range(0, N).Where(i => !isLeftOut(i))];
        if (used.Length < 2 || _others == 0)
        {
            return (0, 0);
        }

        double total = used.Sum(i => _weights[i]);
        double meanLabel = used.Sum(i => _weights[i] * _labels[i]) / total;
        double meanJudge = used.Sum(i => _weights[i] * _judgedLabelled[i]) / total;
        // Labels that count for more make more of the variance: their weight stands squared, as it does there.
        double scale = used.Sum(i => Square(_weights[i])) * (used.Length - 1) / used.Length;
        double covariance = used.Sum(i => Square(_weights[i]) * (_labels[i] - meanLabel) * (_judgedLabelled[i] - meanJudge)) / scale;
        double variance = IsWeighted
            ? used.Sum(i => Square(_weights[i]) * Square(_judgedLabelled[i] - meanJudge)) / scale
            : VarianceOfAll * (1 + ((double)N / _others));
        return (covariance, variance);
    }

    /// <summary>The mean of the stratum, and how much every item moves it.</summary>
    /// <param name="lambda">The weight of the judge for each labelled item.</param>
    /// <param name="isEstimated">The weights come from these labels: like any slope, they take a degree of freedom.</param>
    public StratumMean Mean(Func<int, double> lambda, bool isEstimated = false)
    {
        var weights = new double[N];
        for (int i = 0; i < N; i++)
        {
            weights[i] = lambda(i);
        }

        double average = weights.Average();
        double centre = IsWeighted ? MeanOfAll : MeanOfUnlabelled;
        double[] residuals = [.. _labels.Select((y, i) => y - (weights[i] * (_judgedLabelled[i] - centre)))];
        double total = _weights.Sum();
        double fitted = isEstimated && average > 0 && N > 2 ? Math.Sqrt((N - 1.0) / (N - 2)) : 1;
        double mean = residuals.Select((r, i) => _weights[i] * r).Sum() / total;
        double others = Math.Sqrt(_others / Math.Max(1.0, _others - 1));
        var moves = new double[N + _unlabelled.Length];
        for (int i = 0; i < N; i++)
        {
            // A label moves the mean towards itself, and most so one of much weight: its residual is too small by as much.
            double share = _weights[i] / total;
            moves[i] = N == 1 ? 0 : fitted * share * (residuals[i] - mean) / Math.Sqrt(1 - share);
            // Where weights differ the judge's mean is over all items, of which the labelled ones are a part.
            moves[i] += IsWeighted ? average * (_judgedLabelled[i] - MeanOfAll) / All : 0;
        }

        for (int j = 0; j < _unlabelled.Length; j++)
        {
            moves[N + j] = IsWeighted ? average * (_unlabelled[j] - MeanOfAll) / All : others * average * (_unlabelled[j] - MeanOfUnlabelled) / _others;
        }

        return new StratumMean(this, mean, average, moves, _counts, _clusters);
    }

    private static int[] FoldsOf(JudgedItem[] labelled)
    {
        var units = new Dictionary<string, int>(StringComparer.Ordinal);
        int next = 0;
        return [.. labelled.Select(i => i.Cluster is not { } cluster ? next++ : units.TryGetValue(cluster, out int known) ? known : units[cluster] = next++).Select(unit => unit % MeanCorrection.Folds)];
    }

    private double SumOfOthers(Func<double, double> of)
    {
        double sum = 0;
        for (int j = 0; j < _unlabelled.Length; j++)
        {
            sum += _unlabelledCounts[j] * of(_unlabelled[j]);
        }

        return sum;
    }

    private static double Square(double x) => x * x;
}
