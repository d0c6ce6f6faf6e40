namespace Assay.Checking;

/// <summary>How many outcomes there are of each kind.</summary>
public readonly record struct OutcomeCounts(long Owed, long Scored, long Unscored, long Skipped)
{
    public long All => Owed + Scored + Unscored + Skipped;

    public static OutcomeCounts operator +(OutcomeCounts one, OutcomeCounts other) =>
        new(one.Owed + other.Owed, one.Scored + other.Scored, one.Unscored + other.Unscored, one.Skipped + other.Skipped);

    public override string ToString() => FormattableString.Invariant($"{All} = {Scored} scored + {Unscored} unscored + {Skipped} skipped + {Owed} owed");

    /// <summary>By the numbers of the table's column <c>state</c>.</summary>
    internal static OutcomeCounts Of(IEnumerable<(long State, long Count)> states)
    {
        var sums = new long[4];
        foreach ((long state, long count) in states)
        {
            sums[state] += count;
        }

        return new OutcomeCounts(sums[0], sums[1], sums[2], sums[3]);
    }
}
