using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Pairwise;

/// <summary>How recorded pairwise judgments are to be read.</summary>
public sealed record PairwiseOptions
{
    /// <summary>Read replies by this, also where a winner is recorded; null: the recorded winner, or what replies usually look like.</summary>
    public PairwisePattern? Pattern { get; init; }

    /// <summary>The field with the reply; null: the usual names.</summary>
    public string? ReplyField { get; init; }

    /// <summary>The field that figures are told apart by.</summary>
    public string Group { get; init; } = "group";

    /// <summary>Whether <c>winner</c> names the place in which an output was shown, and not the output.</summary>
    public bool WinnerIsPlace { get; init; }

    /// <summary>The better output by item, where it stands in a file of its own.</summary>
    public IReadOnlyDictionary<string, Preference> Gold { get; init; } = new Dictionary<string, Preference>();

    /// <summary>How long the outputs are, by item.</summary>
    public IReadOnlyDictionary<string, ItemLengths> Lengths { get; init; } = new Dictionary<string, ItemLengths>();
}
