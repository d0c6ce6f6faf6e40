namespace Assay.Checking;

/// <summary>What is wrong with a ledger.</summary>
public enum FindingKind
{
    /// <summary>Rows and counts do not agree: accepted is not scored + unscored + skipped + owed.</summary>
    Unbalanced,

    /// <summary>The service says something else than its database.</summary>
    ServiceDiffers,

    /// <summary>Acknowledged, and not there.</summary>
    Lost,

    /// <summary>There more than once.</summary>
    Duplicated,

    /// <summary>There, and never sent.</summary>
    Phantom,

    /// <summary>Was decided, and is no longer, or otherwise.</summary>
    Changed,

    /// <summary>A score about which the provider was never asked, or an attempt that it has not seen.</summary>
    Invented,

    /// <summary>Asked about what was never received.</summary>
    CalledForNothing,

    /// <summary>The attempts cost something else than the calls.</summary>
    CostDiffers,
}

/// <param name="Text">Which row, and what it should be.</param>
public sealed record Finding(FindingKind Kind, string Text);

/// <summary>What was found so far, and how much was looked at: nothing found in nothing looked at says nothing.</summary>
public sealed class Findings
{
    private const int MostShown = 20;

    private readonly HashSet<Finding> _different = [];
    private readonly List<Finding> _first = [];
    private readonly Dictionary<FindingKind, long> _raised = [];

    /// <summary>The first ones.</summary>
    public IReadOnlyList<Finding> First => _first;

    /// <summary>How many single things were compared.</summary>
    public long Checks { get; private set; }

    /// <summary>How many different ones.</summary>
    public long All => _different.Count;

    public long Of(FindingKind kind) => _different.LongCount(f => f.Kind == kind);

    /// <summary>How often one was found, whether or not it was known.</summary>
    public long Raised(FindingKind kind) => _raised.GetValueOrDefault(kind);

    public void Add(FindingKind kind, FormattableString text)
    {
        _raised[kind] = Raised(kind) + 1;
        var finding = new Finding(kind, FormattableString.Invariant(text));
        if (_different.Add(finding) && _first.Count < MostShown)
        {
            _first.Add(finding);
        }
    }

    public void Checked(long times = 1) => Checks += times;
}
