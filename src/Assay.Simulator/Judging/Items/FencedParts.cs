namespace Assay.Simulator.Judging.Items;

/// <summary>Reads parts fenced as <c>&lt;&lt;&lt;output 3f9a&gt;&gt;&gt;</c> ... <c>&lt;&lt;&lt;end output 3f9a&gt;&gt;&gt;</c>.</summary>
internal static class FencedParts
{
    private const string Open = "<<<";
    private const string Close = ">>>";

    /// <summary>The last complete part of each name counts: earlier ones belong to examples.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out Item item)
    {
        item = default;
        var (found, at, firstStart, lastEnd) = (false, 0, text.Length, 0);
        while (text[at..].IndexOf(Open) is >= 0 and var offset)
        {
            var start = at + offset;
            if (TryReadPart(text[start..], out var label, out var content, out var length) && Take(ref item, label, content))
            {
                found = true;
                firstStart = Math.Min(firstStart, start);
                lastEnd = start + length;
                at = lastEnd;
            }
            else
            {
                at = start + Open.Length;
            }
        }

        item.Before = text[..firstStart];
        item.After = text[lastEnd..];
        return found;
    }

    /// <param name="text">Starts with an opening fence.</param>
    private static bool TryReadPart(ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> content, out int length)
    {
        name = content = default;
        length = 0;
        var labelEnd = text.IndexOf(Close);
        var label = labelEnd < 0 || labelEnd > 100 ? [] : text[Open.Length..labelEnd];
        var space = label.IndexOf(' ');
        if (space <= 0 || label.StartsWith("end "))
        {
            return false;
        }

        Span<char> fence = stackalloc char[128];
        if (!fence.TryWrite($"{Open}end {label}{Close}", out var written))
        {
            return false;
        }

        var body = text[(labelEnd + Close.Length)..];
        var end = body.IndexOf(fence[..written]);
        if (end < 0)
        {
            return false;
        }

        name = label[..space];
        content = body[..end].Trim();
        length = labelEnd + Close.Length + end + written;
        return true;
    }

    private static bool Take(ref Item item, ReadOnlySpan<char> name, ReadOnlySpan<char> content)
    {
        switch (name)
        {
            case "input":
                item.Input = content;
                return true;
            case "output" or "output_1":
                item.Output = content;
                return true;
            case "output_2":
                item.SecondOutput = content;
                item.IsPair = true;
                return true;
            case "context":
                item.Context = content;
                return true;
            case "reference":
                item.Reference = content;
                return true;
            case "conversation":
                return true;
            default:
                return false;
        }
    }
}
