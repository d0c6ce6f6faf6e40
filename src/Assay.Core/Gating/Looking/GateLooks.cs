using System.Security.Cryptography;
using System.Text;
using Assay.Gating.Statistics.Sequential;

namespace Assay.Gating.Looking;

/// <summary>
/// Which cases a gate judges before each look. They come in the order of a hash of their cluster, or of their id: as good as drawn by
/// chance, the same each time, and no cluster is torn. Cases that must pass are judged before the first look, and counted in their turn.
/// </summary>
public sealed class GateLooks
{
    private readonly GateCase[] _cases;
    private readonly int[] _until;
    private readonly Dictionary<string, int> _look = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LookSchedule> _schedules = new(StringComparer.Ordinal);

    private GateLooks(GateCase[] cases, int[] until, EarlyStop terms)
    {
        (_cases, _until, Spending) = (cases, until, terms.Spending);
        int look = 0;
        for (int i = 0; i < cases.Length; i++)
        {
            look += i == until[look] ? 1 : 0;
            _look[cases[i].Id] = look + 1;
        }
    }

    public Spending Spending { get; }

    /// <summary>Fewer than were asked for where there are few cases or clusters.</summary>
    public int Count => _until.Length;

    public IReadOnlyList<GateCase> Cases => _cases;

    /// <param name="cases">All of them, paired, but not judged.</param>
    /// <param name="minN">With fewer nothing is concluded, and there is nothing to look at.</param>
    public static GateLooks Plan(IReadOnlyList<GateCase> cases, EarlyStop terms, int minN)
    {
        var ordered = new List<GateCase>(cases.Count);
        var until = new List<int>();
        foreach (IGrouping<string, GateCase> cluster in cases.GroupBy(c => c.Cluster ?? c.Id, StringComparer.Ordinal).OrderBy(g => Place(g.Key), StringComparer.Ordinal))
        {
            int before = ordered.Count * terms.Looks / cases.Count;
            ordered.AddRange(cluster);
            if (ordered.Count * terms.Looks / cases.Count > before && ordered.Count >= minN && ordered.Count < cases.Count)
            {
                until.Add(ordered.Count);
            }
        }

        return new GateLooks([.. ordered], [.. until, cases.Count], terms);
    }

    /// <param name="number">From 1.</param>
    public GateLook At(int number) => new(this, number);

    internal int CountAt(int number) => _until[number - 1];

    internal int LookOf(GateCase one) => _look[one.Id];

    /// <summary>A comparison over some of the cases, at a look; null where none of them is there yet.</summary>
    /// <param name="worse">At which level over all looks a fall is told.</param>
    internal ComparisonLook? Of(int number, double worse, Func<GateCase, bool> compared)
    {
        GateCase[] all = [.. _cases.Where(compared)];
        double[] shares = [.. Enumerable.Range(1, Count).Select(look => (double)all.Count(c => LookOf(c) <= look) / Math.Max(1, all.Length))];
        if (shares[number - 1] == 0)
        {
            return null;
        }

        double[] rising = [.. shares.Where(s => s > 0).Distinct()];
        string key = string.Join(' ', rising.Select(s => s.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
        if (!_schedules.TryGetValue(key, out LookSchedule? schedule))
        {
            _schedules[key] = schedule = new LookSchedule(Spending, rising);
        }

        return new ComparisonLook(schedule, Array.IndexOf(rising, shares[number - 1]) + 1, rising.Length, worse)
        {
            IsChangeAhead = all.Any(c => LookOf(c) > number && !c.IsUnchanged),
        };
    }

    private static string Place(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"look\n{key}")).AsSpan(0, 16));
}
