using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Pairwise;

/// <summary>One pair of outputs as a judge compared it, in one order or in both.</summary>
/// <param name="Item">As the file names it.</param>
/// <param name="Group">What it belongs to; null: nothing.</param>
public sealed record PairwiseCase(string Item, string? Group)
{
    /// <summary>Which output is better in truth; null: not known.</summary>
    public Preference? Gold { get; init; }

    /// <summary>What the judge said when the first output was shown first; null: not asked.</summary>
    public PairwiseVerdict? Original { get; init; }

    /// <summary>What it said when the second output was shown first; null: not asked.</summary>
    public PairwiseVerdict? Swapped { get; init; }

    public (string First, string Second)? Systems { get; init; }

    /// <summary>Null: not known.</summary>
    public ItemLengths? Lengths { get; init; }

    /// <summary>Both outputs are the same to the byte, which is a tie that no judge was asked about.</summary>
    public bool IsIdentical { get; init; }

    public IEnumerable<PairwiseVerdict> Verdicts => ((PairwiseVerdict?[])[Original, Swapped]).OfType<PairwiseVerdict>();

    public bool HasBothOrders => Original is not null && Swapped is not null;

    /// <summary>The same readable verdict in both orders.</summary>
    public bool IsConsistent => Original?.Winner is { } winner && Swapped?.Winner == winner;

    /// <summary>
    /// What the verdicts say together: 1 the first output, 0 the second, a half a tie, and also where the two orders contradict each other;
    /// null where one cannot be read: what is left is one order, with its preference for a place.
    /// </summary>
    public double? Outcome
    {
        get
        {
            Preference?[] said = [.. Verdicts.Select(v => v.Winner).Distinct()];
            return said.Contains(null) ? null
                : said.Length > 1 ? 0.5
                : said[0] switch { Preference.First => 1, Preference.Second => 0, _ => 0.5 };
        }
    }
}
