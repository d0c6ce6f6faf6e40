using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Juries;

/// <summary>The verdicts of a jury's members on items whose truth is known.</summary>
/// <param name="Members">Names of the judges.</param>
/// <param name="Verdicts">For each item the label number of each member, or <see cref="LabelRows.Missing"/>.</param>
/// <param name="Truth">The true label number of each item.</param>
public sealed record JuryTable(IReadOnlyList<string> Members, LabelScale Scale, IReadOnlyList<int[]> Verdicts, IReadOnlyList<int> Truth)
{
    public int Labels => Scale.Count;

    /// <summary>The items on which all members gave a verdict.</summary>
    public JuryTable Complete()
    {
        int[] items = [.. Enumerable.Range(0, Truth.Count).Where(i => Array.IndexOf(Verdicts[i], LabelRows.Missing) < 0)];
        return At(items);
    }

    public JuryTable At(IReadOnlyList<int> items) => this with { Verdicts = [.. items.Select(i => Verdicts[i])], Truth = [.. items.Select(i => Truth[i])] };

    public JuryTable Without(int member) => this with
    {
        Members = [.. Members.Where((_, m) => m != member)],
        Verdicts = [.. Verdicts.Select(v => v.Where((_, m) => m != member).ToArray())],
    };

    /// <summary>Those of the members, with the truth of the majority of people, or of one rater.</summary>
    public static JuryTable Of(LabelTable table, IReadOnlyList<int> judges, IReadOnlyList<int> truth)
    {
        int[] items = [.. Enumerable.Range(0, table.Items.Count).Where(i => truth[i] >= 0 && judges.Any(j => table.Codes[i][j] >= 0))];
        return new JuryTable([.. judges.Select(j => table.Raters[j].Name)], table.Scale, [.. items.Select(i => judges.Select(j => table.Codes[i][j]).ToArray())], [.. items.Select(i => truth[i])]);
    }
}
