using Assay.Collecting;

namespace Assay.Tests.Collecting;

public sealed class ContinuationTests
{
    private const string Q1 = """{"role":"user","content":"Where is it?"}""";
    private const string A1 = """{"role":"assistant","content":"On its way."}""";
    private const string Q2 = """{"role":"user","content":"Since when?"}""";
    private const string A2 = """{"role":"assistant","content":"Since Monday."}""";
    private const string First = """{"input":"Where is it?","output":"On its way."}""";

    /// <summary>The ways to send a chat of two questions after the first.</summary>
    public static TheoryData<string, string> Ways => new()
    {
        { First, $$"""{"conversation":[{{Q1}},{{A1}}],"input":"Since when?","output":"Since Monday."}""" },
        { First, $$"""{"messages":[{{Q1}},{{A1}},{{Q2}}],"output":"Since Monday."}""" },
        { First, $$"""{"messages":[{{Q1}},{{A1}},{{Q2}},{{A2}}]}""" },
        { $$"""{"conversation":[{{Q1}},{{A1}}]}""", $$"""{"conversation":[{{Q1}},{{A1}},{{Q2}},{{A2}}]}""" },
        { $$"""{"conversation":[{{Q1}}],"output":"On its way."}""", $$"""{"conversation":[{{Q1}},{{A1}},{{Q2}}],"output":"Since Monday."}""" },
        // Question and answer stand in the conversation and in fields of their own.
        {
            $$"""{"conversation":[{{Q1}},{{A1}}],"input":"Where is it?","output":"On its way."}""",
            $$"""{"conversation":[{{Q1}},{{A1}},{{Q2}},{{A2}}],"input":"Since when?","output":"Since Monday."}"""
        },
        {
            $$"""{"conversation":[{{Q1}}],"input":"Where is it?","output":"On its way."}""",
            $$"""{"conversation":[{{Q1}},{{A1}},{{Q2}}],"input":"Since when?","output":"Since Monday."}"""
        },
        // A system message that tells the time, a tool in between, and what the assistant says while it uses it.
        {
            $$"""{"messages":[{"role":"system","content":"It is noon."},{{Q1}},{"role":"assistant","content":"Let me look.","tool_calls":[]},{"role":"tool","content":"sent"}],"output":"On its way."}""",
            $$"""{"messages":[{"role":"system","content":"It is one."},{{Q1}},{"role":"assistant","content":"Let me look.","tool_calls":[]},{"role":"tool","content":"sent"},{{A1}},{{Q2}}],"output":"Since Monday."}"""
        },
        // Speakers by other names, and fields that differ from turn to turn.
        {
            """{"input":"Where is it?","output":"On its way.","latency_ms":7,"release":"1"}""",
            """{"conversation":[{"role":"customer","content":"Where is it?"},{"role":"bot","content":"On its way."}],"input":"Since when?","output":"Since Monday.","latency_ms":9,"release":"2"}"""
        },
        // The question that nobody had answered yet.
        { $$"""{"conversation":[{{Q1}},{{A1}}],"input":"Since when?","output":""}""", $$"""{"conversation":[{{Q1}},{{A1}}],"input":"Since when?","output":"Since Monday."}""" },
        // The same said twice.
        { First, $$"""{"conversation":[{{Q1}},{{A1}}],"input":"Where is it?","output":"On its way."}""" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_conversation_goes_on_however_it_is_sent_and_what_it_was_before_comes_earlier(string stored, string arrived)
    {
        (Response before, Response after) = (Reading.Json(stored), Reading.Json(arrived));

        Assert.Equal(Continuation.GoesOn, Continuations.Of(before, after));
        Assert.Equal(Continuation.Earlier, Continuations.Of(after, before));
        Assert.Equal(Continuation.Same, Continuations.Of(after, after with { Release = "another" }));
    }

    [Theory]
    // Another answer, another question, another answer in the middle, a conversation that lost its beginning.
    [InlineData("""{"input":"Where is it?","output":"Lost."}""")]
    [InlineData("""{"input":"What?","output":"On its way."}""")]
    [InlineData("""{"conversation":[{"role":"user","content":"Where is it?"},{"role":"assistant","content":"Lost."}],"input":"Since when?","output":"Since Monday."}""")]
    [InlineData("""{"conversation":[{"role":"user","content":"Where is it?"},{"role":"user","content":"Hello?"},{"role":"assistant","content":"On its way."}],"input":"Since when?","output":"Since Monday."}""")]
    [InlineData("""{"conversation":[{"role":"user","content":"Since when?"},{"role":"assistant","content":"Since Monday."}],"input":"Thanks","output":"Welcome."}""")]
    // No conversation: an answer that came later is a changed one.
    [InlineData("""{"input":"Where is it?","output":""}""")]
    public void Another_course_does_not_go_on(string arrived)
    {
        Response stored = Reading.Json(First);

        Assert.Equal(Continuation.Other, Continuations.Of(stored, stored with { Release = "another" }));
        Assert.Equal(Continuation.Other, Continuations.Of(stored, Reading.Json(arrived)));
        Assert.Equal(Continuation.Other, Continuations.Of(Reading.Json(arrived), stored));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_any_two_states_of_a_chat_the_longer_goes_on_where_the_shorter_ended(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            // Few words, so that the same is often said again.
            string[] said = [.. Enumerable.Range(0, 12).Select(_ => ((string[])["yes", "no", "hello"])[random.Next(3)])];
            int way = random.Next(4);
            (int shorter, int longer) = (random.Next(1, 6), random.Next(1, 6));
            (shorter, longer) = (Math.Min(shorter, longer), Math.Max(shorter, longer) + (shorter == longer ? 1 : 0));

            Response before = State(said, shorter, way);
            Response after = State(said, longer, way);

            Assert.Equal(Continuation.GoesOn, Continuations.Of(before, after));
            Assert.Equal(Continuation.Earlier, Continuations.Of(after, before));
        }
    }

    /// <summary>After so many questions and answers.</summary>
    private static Response State(string[] said, int exchanges, int way)
    {
        Turn[] turns = [.. said.Take(2 * exchanges).Select((text, i) => new Turn(i % 2 == 0 ? "user" : "assistant", text))];
        return new Response
        {
            Id = "chat",
            Input = turns[^2].Content,
            Output = turns[^1].Content,
            Conversation = way switch
            {
                0 => [new Turn("system", $"Turn {exchanges}"), .. turns[..^2]],
                1 => [.. turns[..^2].SelectMany(t => t.Role == "user" ? (Turn[])[t, new Turn("assistant", ""), new Turn("tool", "found")] : [t])],
                _ => turns[..^2],
            },
        };
    }
}
