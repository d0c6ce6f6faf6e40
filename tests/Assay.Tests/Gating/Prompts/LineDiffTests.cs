using Assay.Gating.Prompts;

namespace Assay.Tests.Gating.Prompts;

public sealed class LineDiffTests
{
    /// <summary>What <c>diff -u</c> gives for the two, its first two lines aside.</summary>
    [Fact]
    public void A_change_stands_between_three_lines_that_are_the_same()
    {
        string[] diff = [.. LineDiff.Between("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n5b\n6\n7\n8\n9\n")];

        Assert.Equal(["@@ -2,7 +2,8 @@", " 2", " 3", " 4", "-5", "+five", "+5b", " 6", " 7", " 8"], diff);
    }

    [Fact]
    public void Changes_far_from_each_other_stand_in_parts()
    {
        string before = string.Join('\n', Enumerable.Range(1, 30));
        string[] diff = [.. LineDiff.Between(before, before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n25\n", "\n", StringComparison.Ordinal))];

        Assert.Equal(["@@ -2,7 +2,7 @@", "@@ -22,7 +22,6 @@"], diff.Where(l => l.StartsWith("@@", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_has_no_difference() => Assert.Empty(LineDiff.Between("a\nb", "a\r\nb\n"));

    [Fact]
    public void What_a_difference_says_makes_one_of_the_other_and_says_no_more_than_needed()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            string[] before = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => $"{random.Next(6)}")];
            string[] after = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => $"{random.Next(6)}")];
            IReadOnlyList<string> diff = LineDiff.Between(string.Join('\n', before), string.Join('\n', after));

            Assert.Equal(after, Applied(before, diff));
            Assert.Equal(before.Length + after.Length - (2 * Common(before, after)), diff.Count(l => l[0] is '-' or '+'));
        }
    }

    /// <summary>As patch would: by the line numbers of the parts.</summary>
    private static List<string> Applied(string[] before, IReadOnlyList<string> diff)
    {
        var made = new List<string>();
        int at = 0;
        foreach (string line in diff)
        {
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                int begin = int.Parse(line.Split(['-', ','], 3)[1], System.Globalization.CultureInfo.InvariantCulture) - 1;
                made.AddRange(before[at..begin]);
                at = begin;
            }
            else if (line[0] == '+')
            {
                made.Add(line[1..]);
            }
            else
            {
                Assert.Equal(before[at], line[1..]);
                made.AddRange(line[0] == ' ' ? [before[at]] : []);
                at++;
            }
        }

        return [.. made, .. before[at..]];
    }

    /// <summary>The longest common subsequence, by trying both ways at each difference.</summary>
    private static int Common(string[] a, string[] b)
    {
        int[] row = new int[b.Length + 1];
        foreach (string line in a)
        {
            int diagonal = 0;
            for (int j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], line == b[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
