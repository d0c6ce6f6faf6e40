using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Replies;

public sealed class EvidenceTests
{
    private static readonly Response Judged = Some.Response("Paris is the cap\u200Bital of France.") with
    {
        Context = ["The capital is Paris."],
        Reference = "Paris, since 987",
        Conversation = [new Turn("user", "Hello there")],
    };

    [Theory]
    [InlineData("Paris is the cap\u200Bital")]
    [InlineData("Paris is the capital of")]
    [InlineData("What is the capital")]
    [InlineData("The capital is Paris.")]
    [InlineData("since 987")]
    [InlineData("Hello there")]
    public void A_quote_that_stands_in_the_material_is_kept(string quote) => Assert.Equal([quote], Kept(quote));

    [Theory]
    [InlineData("paris is")]
    [InlineData("Lyon is the capital")]
    [InlineData("Paris  is")]
    [InlineData("Par\u200Bis is")]
    [InlineData("")]
    public void A_quote_that_does_not_is_dropped(string quote) => Assert.Empty(Kept(quote));

    [Fact]
    public void Evidence_that_was_not_asked_for_is_passed_over() => Assert.Empty(Kept("Paris", asked: false));

    [Theory]
    [InlineData("\"Paris\"")]
    [InlineData("[4, null, {}]")]
    [InlineData("null")]
    public void Evidence_that_is_no_list_of_texts_leaves_the_score_standing(string evidence)
    {
        CriterionScoreOf(evidence, asked: true, out double score, out IReadOnlyList<string> quotes);

        Assert.Equal(4, score);
        Assert.Empty(quotes);
    }

    private static IReadOnlyList<string> Kept(string quote, bool asked = true)
    {
        CriterionScoreOf($"[{JsonSerializer.Serialize(quote)}]", asked, out double _, out IReadOnlyList<string> quotes);
        return quotes;
    }

    private static void CriterionScoreOf(string evidence, bool asked, out double score, out IReadOnlyList<string> quotes)
    {
        Rubric rubric = Some.Rubric(Some.Criterion() with { Evidence = asked });
        string reply = $$$"""{"accuracy":{"reason":"r","evidence":{{{evidence}}},"score":4}}""";
        var read = Assert.IsType<ReplyReading.Read>(new JsonReply(rubric, rubric.Criteria).Read(reply, Judged));
        score = read.Scores[0].Value;
        quotes = read.Scores[0].Evidence;
    }
}
