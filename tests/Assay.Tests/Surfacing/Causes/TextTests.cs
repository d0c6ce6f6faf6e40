using Assay.Surfacing.Causes.Texts;

namespace Assay.Tests.Surfacing.Causes;

public sealed class TextTests
{
    [Theory]
    [InlineData("The refund, please: it's 42 days!", "the refund|please|it's|days")]
    [InlineData("Rückgabe der Bestellung AB12345 für 19,99 €", "rückgabe der bestellung|für")]
    [InlineData("L’adresse e-mail n’est pas à jour", "l’adresse e-mail n’est pas|jour")]
    [InlineData("我想申请退款，谢谢", "<我想申请退款>|<谢谢>")]
    [InlineData("返品をキャンセル", "<返品をキャンセル>")]
    [InlineData("write to [EMAIL_1] now", "write to|now")]
    [InlineData("", "")]
    public void A_text_is_taken_apart_into_words_and_runs(string text, string expected)
    {
        var seen = new System.Text.StringBuilder();
        TokenReader.Read(text, (token, kind) => seen.Append(kind switch { TokenKind.Break => "|", TokenKind.Run => $"|<{token}>|", _ => $"{token} " }));

        Assert.Equal(expected, string.Join('|', seen.ToString().Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
    }

    [Fact]
    public void Terms_are_words_pairs_and_characters_and_none_that_few_hold()
    {
        var index = new TermIndex();
        for (int row = 0; row < 20; row++)
        {
            index.Add(row, new Said(row, row < 10 ? "gift voucher" : "order of Müller", row == 0 ? "我要退款" : "今天退款", ""));
        }

        index.Keep(10, 19);

        string[] terms = [.. index.Postings.Select(p => $"{p.Term.Part} {index.Text(p.Term)} {p.Rows.Length}")];
        Assert.Contains("Input gift voucher 10", terms);
        Assert.Contains("Input voucher 10", terms);
        Assert.Contains("Output 今天退款 19", terms);
        Assert.DoesNotContain(terms, t => t.Contains("我要", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_that_can_be_redacted_becomes_a_term()
    {
        string text = TermIndex.Harmless("Write to anna.weber@example.org or +49 30 901820, card 4111 1111 1111 1111.");

        var seen = new List<string>();
        TokenReader.Read(text, (token, _) => seen.Add(token.ToString()));

        Assert.Equal(["write", "to", "or", "card"], seen.Where(s => s.Length > 0));
    }

    [Fact]
    public void A_tree_puts_together_what_is_near_and_its_nodes_are_those_of_ward()
    {
        // Lance and Williams by hand: {0,1}, then {3,4}, then {0,1,2}; all five are too many.
        float[][] places = [[0, 0], [0, 1], [0, 3], [10, 0], [10, 2]];

        Assert.Equal([[0, 1], [3, 4], [0, 1, 2]], WardTree.Nodes(places, 2, 3).OrderBy(n => n.Length).ThenBy(n => n[0]));
    }

    [Fact]
    public void The_tree_is_the_one_that_joining_the_two_nearest_gives()
    {
        var random = new Random(3);
        float[][] places = [.. Enumerable.Range(0, 40).Select(_ => new[] { random.NextSingle(), random.NextSingle(), random.NextSingle() })];

        IEnumerable<string> nodes = WardTree.Nodes(places, 2, 40).Select(n => string.Join(',', n));

        Assert.Equal(Greedy(places).Order(), nodes.Order());
    }

    [Fact]
    public void Texts_of_one_topic_lie_near_each_other_and_those_of_another_far()
    {
        string[] texts = ["parcel delivery late courier", "the courier lost my parcel", "delivery of the parcel is late", "password reset login account", "my login and password fail", "reset the account password"];

        float[][] vectors = LatentVectors.Of([.. texts.Select(t => TextFeatures.Of(t, ""))], 4);

        Assert.All(vectors, v => Assert.Equal(1, v.Sum(x => x * x), 3));
        Assert.True(Dot(0, 2) > Dot(0, 4) && Dot(3, 5) > Dot(3, 1), $"{Dot(0, 2)} {Dot(0, 4)} {Dot(3, 5)} {Dot(3, 1)}");

        double Dot(int a, int b) => vectors[a].Zip(vectors[b], (x, y) => x * y).Sum();
    }

    /// <summary>Ward by its definition: the two whose union adds least to the squares within.</summary>
    private static IEnumerable<string> Greedy(float[][] places)
    {
        var groups = Enumerable.Range(0, places.Length).Select(i => new[] { i }).ToList();
        while (groups.Count > 1)
        {
            (int[] a, int[] b) = groups.SelectMany((g, i) => groups.Skip(i + 1).Select(h => (g, h))).MinBy(p => Squares([.. p.g, .. p.h]) - Squares(p.g) - Squares(p.h));
            groups.Remove(a);
            groups.Remove(b);
            groups.Add([.. a.Concat(b).Order()]);
            yield return string.Join(',', groups[^1]);
        }

        double Squares(int[] group) => Enumerable.Range(0, places[0].Length).Sum(d => group.Sum(i => Math.Pow(places[i][d] - group.Average(j => (double)places[j][d]), 2)));
    }
}
