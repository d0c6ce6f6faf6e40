using System.Text.Json;
using Assay.Collecting;
using Assay.Gating;
using Assay.Scoring.Running;

namespace Assay.Tests.Gating;

public sealed class CasePairingTests
{
    private static readonly GateScale Overall = new("overall", 1, 5, IsPassFail: false);

    [Fact]
    public void Cases_of_the_same_id_are_one_and_of_others_those_that_ask_the_same()
    {
        IReadOnlyList<GateCase> cases = Pair(
            [Output("a", "Where is it?"), Output("new-2", "When is it?"), Output("new-3", "Who is it?")],
            [Output("a", "Where was it?"), Output("old-2", "When is it?"), Output("old-4", "Why is it?")]);

        Assert.Equal(["a both", "new-2 both", "new-3 now", "old-4 before"], cases.Select(Told));
    }

    [Fact]
    public void A_question_that_stands_twice_pairs_with_none() => Assert.Equal(
        ["n1 now", "n2 now", "o1 before"],
        Pair([Output("n1", "When?"), Output("n2", "When?")], [Output("o1", "When?")]).Select(Told));

    [Fact]
    public void The_same_answer_to_the_same_is_unchanged()
    {
        GateCase Case(string now, string before, string? reference = null) => Assert.Single(Pair([Output("a", "q", now)], [Output("a", "q", before) with { Response = Response("a", "q", before) with { Reference = reference } }]));

        Assert.True(Case("yes", "yes").IsUnchanged);
        Assert.False(Case("yes", "no").IsUnchanged);
        Assert.False(Case("yes", "yes", reference: "yes").IsUnchanged);
    }

    [Fact]
    public void Turns_of_a_conversation_belong_together()
    {
        Turn[] before = [new("user", "When is it?"), new("assistant", "On Monday.")];
        IReadOnlyList<GateCase> cases = Pair(
            [Output("t1", "When is it?"), Output("t2", "And where?") with { Response = Response("t2", "And where?") with { Conversation = before } }, Output("other", "And where?")], []);

        Assert.Equal(cases[0].Cluster, cases[1].Cluster);
        Assert.NotEqual(cases[0].Cluster, cases[2].Cluster);
    }

    [Fact]
    public void A_declared_field_says_which_cases_belong_together()
    {
        JudgedOutput Of(string id, string document) => Output(id, $"q{id}") with { Response = Response(id, $"q{id}") with { Metadata = new Dictionary<string, JsonElement> { ["document"] = JsonElement.Parse($"\"{document}\"") } } };
        IReadOnlyList<GateCase> cases = Pair([Of("1", "x"), Of("2", "x"), Of("3", "y"), Output("4", "q4")], [], new GateTerms { Cluster = "document" });

        Assert.Equal(["document x", "document x", "document y", null], cases.Select(c => c.Cluster));
    }

    [Fact]
    public void Groups_and_what_must_pass_stand_in_the_record()
    {
        var metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse("\"refunds\""), ["level"] = JsonElement.Parse("2"), ["must_pass"] = JsonElement.Parse("true") };
        GateCase one = Assert.Single(Pair([Output("1", "q") with { Response = Response("1", "q") with { Metadata = metadata } }], [], new GateTerms { Groups = ["route", "level", "team"] }));

        Assert.Equal([("route", "refunds"), ("level", "2")], one.Groups);
        Assert.True(one.MustPass);
    }

    [Fact]
    public void Samples_are_averaged_where_half_of_them_were_scored()
    {
        ResultRow Scored(double overall) => Row() with { Outcome = OutcomeState.Scored, Overall = overall };
        ResultRow failed = Row() with { Outcome = OutcomeState.Unscored, Reason = "unreadable" };

        Assert.Equal(3.5, new JudgedOutput(Response("1", "q"), [Scored(3), failed, Scored(4)]).Answer([Overall], 3).Score("overall"));
        GateAnswer lost = new JudgedOutput(Response("1", "q"), [failed, failed, Scored(4)]).Answer([Overall], 3);
        Assert.Equal((null, "unreadable"), (lost.Score("overall"), lost.Reason));
    }

    [Fact]
    public void What_no_output_could_be_had_of_is_told_as_such()
    {
        GateAnswer answer = (Output("1", "q") with { Failure = ("target_timeout", "no answer in 30 s") }).Answer([Overall], 1);

        Assert.Equal((null, "target_timeout", "no answer in 30 s", false), (answer.Score("overall"), answer.Reason, answer.Detail, answer.IsOutputAtFault));
    }

    private static IReadOnlyList<GateCase> Pair(IReadOnlyList<JudgedOutput> candidate, IReadOnlyList<JudgedOutput> baseline, GateTerms? terms = null) =>
        new CasePairing([Overall], terms ?? new GateTerms(), samples: 1).Pair(candidate, baseline);

    private static string Told(GateCase c) => $"{c.Id} {(c.Baseline is null ? "now" : c.Candidate is null ? "before" : "both")}";

    private static JudgedOutput Output(string id, string input, string output = "an answer") => new(Response(id, input, output), []);

    private static Response Response(string id, string input, string output = "an answer") => new() { Id = id, Input = input, Output = output };

    private static ResultRow Row() => new() { Id = "1", Outcome = OutcomeState.Owed, Criteria = [], Judge = "j", JudgeVersion = "v", Body = "" };
}
