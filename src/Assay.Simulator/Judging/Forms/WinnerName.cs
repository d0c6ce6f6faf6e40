namespace Assay.Simulator.Judging.Forms;

/// <summary>Reads which side of a comparison a label names.</summary>
internal static class WinnerName
{
    public enum Side
    {
        None,
        First,
        Second,
        Tie,
    }

    private static readonly string[] Nouns = ["output", "response", "assistant", "answer", "model"];

    public static Side Read(string label)
    {
        var name = label.Trim().ToLowerInvariant();
        foreach (var noun in Nouns)
        {
            name = name.StartsWith(noun, StringComparison.Ordinal) ? name[noun.Length..] : name;
        }

        return name.Trim('_', ' ', '(', ')', '[', ']', '-') switch
        {
            "a" or "1" or "first" or "one" => Side.First,
            "b" or "2" or "second" or "two" => Side.Second,
            "c" or "tie" or "equal" or "same" or "both" or "draw" or "neither" or "0" => Side.Tie,
            _ => Side.None,
        };
    }
}
