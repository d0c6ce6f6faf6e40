namespace Assay.Storage;

/// <summary>How far judges are apart: gathers what each said of the criteria of a response, as shares of its scale.</summary>
internal sealed class SpreadTable
{
    private readonly Dictionary<(long Key, string Criterion), (double Lowest, double Highest)> _said = [];
    private readonly Dictionary<(string Version, string Criterion), (double Min, double Width)> _scales = [];

    public void Add(long key, string criterion, double score, (string Version, Func<IReadOnlyList<StoredCriterion>> Criteria) judge)
    {
        if (!_scales.TryGetValue((judge.Version, criterion), out (double Min, double Width) scale))
        {
            StoredCriterion? stored = judge.Criteria().FirstOrDefault(c => c.Name == criterion);
            _scales[(judge.Version, criterion)] = scale = stored is null ? (0, 0) : (stored.Min, stored.Max - stored.Min);
        }

        if (scale.Width > 0)
        {
            double share = (score - scale.Min) / scale.Width;
            (double lowest, double highest) = _said.GetValueOrDefault((key, criterion), (share, share));
            _said[(key, criterion)] = (Math.Min(lowest, share), Math.Max(highest, share));
        }
    }

    /// <summary>The widest over the criteria.</summary>
    public double Of(long key, IReadOnlyList<string> criteria) => criteria.Max(c => _said.TryGetValue((key, c), out (double Lowest, double Highest) said) ? said.Highest - said.Lowest : 0);
}
