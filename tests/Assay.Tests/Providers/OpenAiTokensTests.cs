using System.Text.Json.Nodes;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;
using Assay.Tests.Testing;

namespace Assay.Tests.Providers;

/// <summary>From the <c>logprobs</c> of a reply as OpenAI sends them to the score that counts.</summary>
public sealed class OpenAiTokensTests
{
    private const double Seven = -0.35667494; // ln 0.7
    private const double Three = -1.2039728; // ln 0.3

    /// <summary>By hand: 4 with .7 and 5 with .3 are 4.3.</summary>
    [Fact]
    public async Task The_score_is_the_mean_of_the_grades_by_the_probabilities_of_the_token_that_it_stands_in()
    {
        (StubProvider stub, Judged.Decided judged) = await JudgeAsync([.. Before, Token("4", Seven, ("4", Seven), ("5", Three)), Token("}}", 0)]);

        ScoreSample sample = Assert.Single(judged.Samples);
        Assert.Equal((4.3, 4.3, 1d), (Scored(judged), sample.Value!.Value, Math.Round(sample.Mass!.Value, 3)));
        Assert.Equal([(4, 0.7), (5, 0.3)], sample.Grades.Select(g => (g.Grade, Math.Round(g.Probability, 4))));
        Assert.Equal("true 20", $"{stub.LastJson["logprobs"]} {stub.LastJson["top_logprobs"]}");
    }

    /// <summary>A character may be cut into several tokens: only their bytes say which of them the grade is.</summary>
    [Fact]
    public async Task Tokens_that_are_parts_of_a_character_are_counted_by_their_bytes()
    {
        JsonObject[] tokens = [Token("{\"accuracy\":{\"reason\":\"", 0), Bytes("\\xf0\\x9f", 0xf0, 0x9f), Bytes("\\x98\\x80", 0x98, 0x80), Token("\",\"score\":", 0), Token("4", Seven, ("4", Seven), ("5", Three)), Token("}}", 0)];

        (_, Judged.Decided judged) = await JudgeAsync(tokens, """{"accuracy":{"reason":"😀","score":4}}""");

        Assert.Equal(4.3, Scored(judged));
    }

    [Fact]
    public async Task Each_of_several_choices_has_its_own()
    {
        string Choice(double p, double q) => Body([.. Before, Token("4", Math.Log(p), ("4", Math.Log(p)), ("5", Math.Log(q))), Token("}}", 0)], Text)["choices"]![0]!.ToJsonString();
        var stub = new StubProvider().Answer($$$"""{"choices":[{{{Choice(0.9, 0.1)}}},{{{Choice(0.5, 0.5)}}}],"usage":{"prompt_tokens":9,"completion_tokens":9}}""");

        Judged.Decided judged = await JudgeAsync(stub, Weighted.With(SamplePlan.Of(2)));

        Assert.Equal([4.1, 4.5], judged.Samples.Select(s => s.Value!.Value));
        Assert.Equal([0.9, 0.5], judged.Samples.Select(s => s.Grades[0].Probability));
    }

    public static TheoryData<string> WithoutProbabilities => new()
    {
        "null", "{}", """{"content":null}""", """{"content":[]}""", """{"content":"none"}""",
        """{"content":[{"token":"4"}]}""", """{"content":[7]}""", """{"content":[{"token":"{\"accuracy\"","logprob":"low"}]}""",
    };

    [Theory]
    [MemberData(nameof(WithoutProbabilities))]
    public async Task What_tells_nothing_whole_leaves_the_grade_as_it_stands(string logprobs)
    {
        JsonNode body = Body([], Text);
        body["choices"]![0]!["logprobs"] = JsonNode.Parse(logprobs);

        Judged.Decided judged = await JudgeAsync(new StubProvider().Answer(body.ToJsonString()), Weighted);

        Assert.Equal((4d, null, 0), (Scored(judged), judged.Samples[0].Mass, judged.Samples[0].Grades.Count));
    }

    [Fact]
    public async Task One_broken_token_leaves_the_grade_as_it_stands()
    {
        (_, Judged.Decided judged) = await JudgeAsync([.. Before, Token("4", Seven, ("4", Seven), ("5", Three)), new JsonObject { ["token"] = "}}" }]);

        Assert.Equal((4d, null), (Scored(judged), judged.Samples[0].Mass));
    }

    [Fact]
    public async Task An_endpoint_that_refuses_them_is_asked_without()
    {
        var stub = new StubProvider()
            .Answer("""{"error":{"message":"logprobs are not supported with this model","type":"invalid_request_error","param":"logprobs","code":"unsupported_parameter"}}""", 400)
            .Answer(Body([], Text).ToJsonString());

        Judged.Decided judged = await JudgeAsync(stub, Weighted);

        Assert.Equal(4, Scored(judged));
        Assert.Equal([true, false], stub.Bodies.Select(b => b.Contains("logprobs", StringComparison.Ordinal)));
    }

    private const string Text = """{"accuracy":{"reason":"so","score":4}}""";

    private static readonly Judge Weighted = Some.Judge() with { Scores = ScoreReading.Weighted };

    private static JsonObject[] Before => [Token("{\"accuracy\":{\"reason\":\"so\",\"score\":", 0)];

    private static async Task<(StubProvider, Judged.Decided)> JudgeAsync(JsonObject[] tokens, string text = Text)
    {
        StubProvider stub = new StubProvider().Answer(Body(tokens, text).ToJsonString());
        return (stub, await JudgeAsync(stub, Weighted));
    }

    private static async Task<Judged.Decided> JudgeAsync(StubProvider stub, Judge judge)
    {
        var access = new ModelAccess { Client = stub.Client("openai:gpt-4o-mini"), Price = Some.Price, Forms = new ReplyForms(ReplyForm.JsonSchema), Choices = new ManyChoices(given: true) };
        return Assert.IsType<Judged.Decided>(await new ModelJudge(judge, access, new RetryPolicy(new Random(1)), sharing: null, new ManualClock()).JudgeAsync(Some.Response(), TestContext.Current.CancellationToken));
    }

    private static double Scored(Judged.Decided judged) => Assert.IsType<Verdict.Scored>(judged.Verdict).Overall!.Value;

    private static JsonNode Body(JsonObject[] tokens, string text) => new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
            ["logprobs"] = new JsonObject { ["content"] = new JsonArray([.. tokens]), ["refusal"] = null }, ["finish_reason"] = "stop",
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 9, ["completion_tokens"] = 9 },
    };

    private static JsonObject Token(string text, double logprob, params (string Text, double LogProbability)[] top)
    {
        JsonObject token = Bytes(text, System.Text.Encoding.UTF8.GetBytes(text));
        token["logprob"] = logprob;
        token["top_logprobs"] = new JsonArray([.. top.Select(t => Token(t.Text, t.LogProbability))]);
        return token;
    }

    private static JsonObject Bytes(string text, params byte[] bytes) => new() { ["token"] = text, ["logprob"] = 0, ["bytes"] = new JsonArray([.. bytes.Select(b => (JsonNode)b)]), ["top_logprobs"] = new JsonArray() };
}
