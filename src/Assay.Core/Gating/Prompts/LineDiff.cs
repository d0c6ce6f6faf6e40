namespace Assay.Gating.Prompts;

/// <summary>The lines in which two texts differ, as few as possible (longest common subsequence), with some that are the same around them.</summary>
public static class LineDiff
{
    /// <summary>Of the lines in which two texts differ, the beginnings and ends that are alike left out: prompts are seldom longer, and the table is their product.</summary>
    private const long LargestTable = 16_000_000;

    private const int Around = 3;

    /// <returns>Unified: lines that begin with a space, - or +, in parts that begin with @@; none where the texts are the same.</returns>
    public static IReadOnlyList<string> Between(string before, string after)
    {
        (string[] a, string[] b) = (before.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), after.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        List<(char Kind, string Line)> edits = Edits(a, b);
        var unified = new List<string>();
        for (int i = 0; i < edits.Count; i++)
        {
            if (edits[i].Kind == ' ')
            {
                continue;
            }

            int begin = Math.Max(0, i - Around);
            int end = i;
            for (int j = i; j < edits.Count && j <= end + (2 * Around); j++)
            {
                end = edits[j].Kind == ' ' ? end : j;
            }

            end = Math.Min(edits.Count, end + Around + 1);
            unified.Add(Header(edits, begin, end));
            unified.AddRange(edits[begin..end].Select(e => $"{e.Kind}{e.Line}"));
            i = end - 1;
        }

        return unified;
    }

    private static string Header(List<(char Kind, string Line)> edits, int begin, int end)
    {
        int Lines(int from, int to, char kind) => edits[from..to].Count(e => e.Kind == ' ' || e.Kind == kind);
        return FormattableString.Invariant($"@@ -{Lines(0, begin, '-') + 1},{Lines(begin, end, '-')} +{Lines(0, begin, '+') + 1},{Lines(begin, end, '+')} @@");
    }

    private static List<(char, string)> Edits(string[] a, string[] b)
    {
        int head = 0;
        while (head < a.Length && head < b.Length && a[head] == b[head])
        {
            head++;
        }

        int tail = 0;
        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)])
        {
            tail++;
        }

        return
        [
            .. a[..head].Select(l => (' ', l)), .. Middle(a[head..(a.Length - tail)], b[head..(b.Length - tail)]), .. a[(a.Length - tail)..].Select(l => (' ', l)),
        ];
    }

    private static List<(char, string)> Middle(string[] a, string[] b)
    {
        if ((a.Length + 1L) * (b.Length + 1L) > LargestTable)
        {
            return [.. a.Select(l => ('-', l)), .. b.Select(l => ('+', l))];
        }

        int[,] common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var edits = new List<(char, string)>();
        (int x, int y) = (0, 0);
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                edits.Add((' ', a[x++]));
                y++;
            }
            else if (x < a.Length && (y == b.Length || common[x + 1, y] >= common[x, y + 1]))
            {
                edits.Add(('-', a[x++]));
            }
            else
            {
                edits.Add(('+', b[y++]));
            }
        }

        return edits;
    }
}
