using Assay.Scoring.Checking;

namespace Assay.Tests.Scoring.Checking;

public sealed class OverlapTests
{
    /// <summary>Section 3.1 of Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004): S1 against S2, S3 and S4, with beta 1.</summary>
    [Theory]
    [InlineData("police kill the gunman", 0.75)]
    [InlineData("the gunman kill police", 0.5)]
    [InlineData("the gunman police killed", 0.5)]
    public void The_longest_common_subsequence_scores_as_in_the_paper(string candidate, double f) =>
        Assert.Equal(f, RougeL.Of(candidate, "Police killed the gunman.")!.F1, 12);

    /// <summary>The examples of Google's rouge_score: target, prediction, precision, recall.</summary>
    [Theory]
    [InlineData("testing one two", "testing one", 1, 2.0 / 3)]
    [InlineData("testing one two", "testing two", 1, 2.0 / 3)]
    [InlineData("testing one two", "testing", 1, 1.0 / 3)]
    [InlineData("testing one two", "", 0, 0)]
    [InlineData("w1 w2 w3 w4 w5", "/", 0, 0)]
    public void The_reference_implementation_agrees(string target, string prediction, double precision, double recall)
    {
        Overlap overlap = RougeL.Of(prediction, target)!;

        Assert.Equal((precision, recall), (overlap.Precision, overlap.Recall));
    }

    [Fact]
    public void Sixty_four_places_at_a_time_find_what_the_table_finds()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            int words = random.Next(1, 40);
            int[] a = [.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => random.Next(words))];
            int[] b = [.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => random.Next(words))];

            Assert.Equal(ByTable(a, b), RougeL.CommonLength(a, b));
        }
    }

    /// <summary>What SQuAD's own script (evaluate-v2.0.py, <c>compute_f1</c>) says of these pairs.</summary>
    [Theory]
    [InlineData("The Denver Broncos!", "Denver Broncos", 1)]
    [InlineData("in the year 1066, at Hastings", "1066", 1.0 / 3)]
    [InlineData("Beyonce", "Beyoncé and Bruno Mars", 0)]
    [InlineData("a cat and a cat", "the cat", 0.5)]
    [InlineData("The a an", "the", 1)]
    [InlineData("U.S.A.", "USA", 1)]
    [InlineData("state-of-the-art", "state of the art", 0)]
    [InlineData("$5", "5", 1)]
    [InlineData("", "x", 0)]
    [InlineData("Zürich, Genf", "Genf – the Zürich", 0.8)]
    public void Overlap_of_words_is_that_of_SQuAD(string prediction, string truth, double f1) => Assert.Equal(f1, TokenF1.Of(prediction, truth)!.F1, 12);

    [Fact]
    public void Texts_that_are_too_long_are_not_compared()
    {
        string longest = string.Concat(Enumerable.Repeat("a b ", OverlapCheck.MostWords / 2));

        Assert.Equal(1, RougeL.Of(longest, longest)!.F1);
        Assert.Null(RougeL.Of(longest + "c", "b"));
        Assert.Null(TokenF1.Of("b", string.Concat(Enumerable.Repeat("b ", OverlapCheck.MostWords + 1))));
    }

    private static int ByTable(int[] a, int[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[a.Length, b.Length];
    }
}
