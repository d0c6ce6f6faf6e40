using System.Text;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Replies;

public sealed class TokenWeightsTests
{
    private static readonly IReadOnlyList<Criterion> Accuracy = [Some.Criterion()];

    [Fact]
    public void A_grade_is_the_mean_of_all_grades_by_their_probabilities()
    {
        ScoreWeight? weight = Weigh("{\"accuracy\":{\"reason\":\"so\",\"score\":|4|}}", ("4", 0.6), ("5", 0.3), ("3", 0.1));

        Assert.Equal((4.2, 1), Told(weight));
    }

    [Fact]
    public void What_is_no_grade_is_no_mass_and_the_others_share_the_rest()
    {
        ScoreWeight? weight = Weigh("{\"accuracy\":{\"score\":|4|}}", ("4", 0.6), (" 5", 0.2), ("9", 0.1), ("null", 0.05));

        Assert.Equal((4.25, 0.8), Told(weight));
    }

    [Fact]
    public void A_token_may_hold_the_space_before_the_grade()
    {
        Assert.Equal((4.5, 1), Told(Weigh("{\"accuracy\":{\"score\":| 4|}}", (" 4", 0.5), (" 5", 0.5))));
    }

    [Fact]
    public void A_word_is_known_by_a_beginning_that_only_it_has()
    {
        Criterion[] asked = [Some.Criterion(scale: new Scale.PassFail())];

        Assert.Equal((0.9, 1), Told(Weigh(asked, "{\"accuracy\":{\"score\":\"|pa|ss\"}}", ("pa", 0.9), ("f", 0.1))));
    }

    [Fact]
    public void A_beginning_that_two_words_have_says_nothing()
    {
        Criterion[] asked = [Some.Criterion(scale: new Scale.Labels([new ScaleLabel("poor", 0), new ScaleLabel("perfect", 1)]))];

        Assert.Equal((1, 0.25), Told(Weigh(asked, "{\"accuracy\":{\"score\":\"|p|oor\"}}", ("p", 0.75), ("per", 0.25))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_one_may_be_the_beginning_of_ten_unless_ten_is_seen_to_be_a_token(bool isToken)
    {
        Criterion[] asked = [Some.Criterion(scale: Some.OneToTen)];

        ScoreWeight? weight = Weigh(asked, "{\"accuracy\":{\"score\":|1|}}", ("1", 0.5), (isToken ? "10" : "2", 0.5));

        Assert.Equal(isToken ? (5.5, 1) : null, Told(weight));
    }

    [Fact]
    public void A_number_that_is_two_tokens_says_nothing()
    {
        Criterion[] asked = [Some.Criterion(scale: Some.OneToTen)];

        Assert.Null(Weigh(asked, "{\"accuracy\":{\"score\":|1|0}}", ("1", 0.9), ("10", 0.1)));
    }

    [Theory]
    [InlineData("{\"accuracy\":{\"score\":4,\"score\":|4|}}")]
    [InlineData("{\"accuracy\":{\"score\":|4|}}{\"accuracy\":{\"score\":4}}")]
    [InlineData("Well: {\"accuracy\":{\"score\":|4|}}")]
    [InlineData("{\"accuracy\":{\"grade\":|4|}}")]
    [InlineData("{\"accuracy\":{\"score\":|4|")]
    public void A_grade_that_does_not_stand_in_one_place_is_not_weighed(string reply) => Assert.Null(Weigh(reply, ("4", 1)));

    [Fact]
    public void Each_of_several_criteria_has_its_own_token()
    {
        Criterion[] asked = [Some.Criterion("tone"), Some.Criterion()];
        const string reply = """{"tone":{"reason":"score: 2","score":2},"accuracy":{"score":4}}""";
        int first = reply.IndexOf("2}", StringComparison.Ordinal);
        int second = reply.IndexOf("4}", StringComparison.Ordinal);
        ReplyToken[] tokens = [Plain(reply[..first]), Token("2", ("2", 0.5), ("3", 0.5)), Plain(reply[(first + 1)..second]), Token("4", ("4", 1)), Plain(reply[(second + 1)..])];

        Assert.Equal([(2.5, 1d), (4d, 1d)], TokenWeights.Of(reply, tokens, asked).Select(w => (w!.Expected, w.Mass)));
    }

    [Fact]
    public void Tokens_that_are_not_the_whole_reply_say_nothing()
    {
        const string reply = """{"accuracy":{"score":4}}""";

        Assert.Null(Assert.Single(TokenWeights.Of(reply, [Plain(reply[..21]), Token("4", ("4", 1))], Accuracy)));
    }

    [Fact]
    public void A_scale_with_something_in_between_is_not_weighed() =>
        Assert.Null(Weigh([Some.Criterion(scale: Some.ZeroToOne)], "{\"accuracy\":{\"score\":|1|}}", ("1", 1)));

    [Theory]
    [InlineData("{\"accuracy\":{\"score\":4}}")]
    [InlineData("half a \ud83d and\u001dmore")]
    public void A_cache_keeps_what_the_tokens_said(string reply)
    {
        IReadOnlyList<ScoreWeight?> weights = [new ScoreWeight(4.25, 0.8123) { Grades = [new GradeProbability(4, 0.75), new GradeProbability(5, 0.249999), new GradeProbability(1, 1e-6)] }, null];

        (string text, IReadOnlyList<ScoreWeight?> read) = WeighedText.Split(WeighedText.Join(reply, weights), 2);

        Assert.Equal(reply, text);
        Assert.Equal(weights.Select(Told), read.Select(Told));
        Assert.Equal(weights[0]!.Grades.AsEnumerable(), read[0]!.Grades);
        Assert.Equal((reply, 0), (WeighedText.Split(reply, 2).Reply, WeighedText.Split(reply, 2).Weights.Count));
    }

    [Fact]
    public void Each_grade_has_its_share_of_the_mass_and_none_where_little_stands_on_the_scale()
    {
        ScoreWeight weight = Weigh("{\"accuracy\":{\"score\":|4|}}", ("4", 0.5), (" 4", 0.1), ("5", 0.2), ("null", 0.2))!;

        // By hand: .6 and .2 of .8.
        Assert.Equal([new GradeProbability(4, 0.75), new GradeProbability(5, 0.25)], weight.Grades);
        Assert.Empty(Weigh("{\"accuracy\":{\"score\":|4|}}", ("4", 0.7), ("null", 0.3))!.Grades);
    }

    /// <summary>What a cache has kept since before probabilities were kept with it.</summary>
    [Fact]
    public void Weights_without_probabilities_are_read_and_tell_none()
    {
        ScoreWeight? weight = Assert.Single(WeighedText.Split("{}\u001d4.25/0.9", 1).Weights);

        Assert.Equal((4.25, 0.9), Told(weight));
        Assert.Empty(weight!.Grades);
    }

    [Theory]
    [InlineData("4/1/")]
    [InlineData("4/1/4")]
    [InlineData("4/1/4:x")]
    [InlineData("4/1/4:1/1")]
    public void What_is_no_weight_is_text_of_the_reply(string weight) => Assert.Empty(WeighedText.Split($"{{}}\u001d{weight}", 1).Weights);

    private static (double, double)? Told(ScoreWeight? weight) => weight is null ? null : (weight.Expected, weight.Mass);

    private static ScoreWeight? Weigh(string reply, params (string, double)[] top) => Weigh(Accuracy, reply, top);

    /// <param name="reply">With bars around the token that the grade begins in.</param>
    private static ScoreWeight? Weigh(IReadOnlyList<Criterion> asked, string reply, params (string, double)[] top)
    {
        string[] parts = reply.Split('|');
        ReplyToken[] tokens = [Plain(parts[0]), Token(parts[1], top), .. parts.Length > 2 && parts[2].Length > 0 ? new[] { Plain(parts[2]) } : []];
        return Assert.Single(TokenWeights.Of(string.Concat(parts), tokens, asked));
    }

    private static ReplyToken Plain(string text) => Token(text, (text, 1));

    private static ReplyToken Token(string text, params (string Text, double Probability)[] top) =>
        new(text, Encoding.UTF8.GetByteCount(text), Math.Log(top.First(t => t.Text == text).Probability), [.. top.Select(t => (t.Text, Math.Log(t.Probability)))]);
}
