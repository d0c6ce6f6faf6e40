namespace Assay.Simulator.Judging.Forms;

/// <summary>Labels to choose from, and what kind of choice it is.</summary>
internal sealed class LabelSet
{
    private static readonly string[][] Opposites = [["pass", "fail"], ["yes", "no"], ["true", "false"], ["good", "bad"]];

    private readonly string[] values;
    private readonly int[] winners;
    private readonly (int Good, int Bad)? opposites;

    public LabelSet(string[] values)
    {
        this.values = values;
        winners = Array.ConvertAll(values, value => (int)WinnerName.Read(value));
        opposites = Opposites
            .Select(pair => (Good: IndexOf(pair[0]), Bad: IndexOf(pair[1])))
            .Where(pair => pair is { Good: >= 0, Bad: >= 0 })
            .Cast<(int, int)?>()
            .FirstOrDefault();
    }

    /// <summary>The labels name the sides of a comparison and nothing else.</summary>
    public bool NamesWinner => !winners.Contains((int)WinnerName.Side.None)
        && winners.Contains((int)WinnerName.Side.First) && winners.Contains((int)WinnerName.Side.Second);

    public bool AllowsTie => winners.Contains((int)WinnerName.Side.Tie);

    public IReadOnlyList<string> Graded => opposites is var (good, bad) ? [values[bad], values[good]] : values;

    public string For(Preference preference) => values[Array.IndexOf(winners, (int)(preference switch
    {
        Preference.First => WinnerName.Side.First,
        Preference.Second => WinnerName.Side.Second,
        _ => WinnerName.Side.Tie,
    }))];

    /// <summary>The label for a quality in [0, 1]; labels are listed from worst to best unless they are opposites.</summary>
    public string For(double quality) =>
        opposites is var (good, bad) ? values[quality > 0.5 ? good : bad]
        : values[Math.Min(values.Length - 1, (int)(quality * values.Length))];

    private int IndexOf(string name) => Array.FindIndex(values, value => string.Equals(value, name, StringComparison.OrdinalIgnoreCase));
}
