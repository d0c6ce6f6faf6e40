using Assay.Scoring.Judging;

namespace Assay.Scoring.Panels;

/// <summary>One who is asked in a panel: a judge, and which of several samples of its verdict it gives.</summary>
public sealed record Voter(Judge Judge, int Sample)
{
    /// <summary>What it is called where several are shown.</summary>
    public string Name => NameOf(Judge.Name, Sample);

    public static string NameOf(string judge, int sample) => sample == 0 ? judge : FormattableString.Invariant($"{judge} #{sample + 1}");
}
