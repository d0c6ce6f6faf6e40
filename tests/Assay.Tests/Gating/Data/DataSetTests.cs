using System.Text.Json;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Gating.Data;

namespace Assay.Tests.Gating.Data;

public sealed class DataSetTests
{
    [Fact]
    public void The_hash_goes_by_what_the_cases_say_and_not_by_their_order()
    {
        DataSet data = Of(Case("a", "What?"), Case("b", "When?"));

        Assert.Equal(data.Hash, Of(Case("b", "When?"), Case("a", "What?")).Hash);
        Assert.NotEqual(data.Hash, Of(Case("a", "What?"), Case("b", "Where?")).Hash);
        Assert.NotEqual(data.Hash, Of(Case("a", "What?"), Case("c", "When?")).Hash);
    }

    [Fact]
    public void What_makes_a_data_set_worth_less_is_found()
    {
        Response derived = Case("", "Who?");
        derived = derived with { Id = ContentHash.Of(derived).ToResponseId() };
        IReadOnlyList<DataSetFinding> found = DataSetLint.Check(Of(
            Case("a", "What?"), Case("a", "What?"), Case("a", "Which?"), Case("b", "What?"), Case("c", " "), derived, Case("d", "How?", ("must_pass", "\"maybe\""))));

        Assert.Equal(
            [
                "cases:2 Warning stands at cases:1 already, and counts once.",
                "cases:3 Error has the id \"a\", which cases:1 has with other content. Give each case an id of its own.",
                "cases:1 Warning asks what cases:4 asks too: such cases are not independent, and count as one in a test.",
                "cases:5 Error asks nothing: \"input\" is empty.",
                "cases:6 Warning has no \"id\". One is derived from its content, so a changed case is another case: its history breaks.",
                "cases:7 Error has \"must_pass\": \"maybe\", but it must be true or false.",
                "all Warning 7 cases are too few for a gate, which concludes nothing from fewer than 20.",
            ],
            found.Select(f => $"{f.Place} {f.Severity} {f.Message}"));
    }

    [Fact]
    public void A_sound_data_set_has_no_findings() => Assert.Empty(DataSetLint.Check(Of([.. Enumerable.Range(0, 20).Select(i => Case($"c{i}", $"What is {i}?", ("must_pass", "true")))])));

    [Fact]
    public void Its_figures_say_what_a_gate_could_see()
    {
        var stats = DataSetStats.Of(Of([.. Enumerable.Range(0, 99).Select(i => Case($"c{i}", $"What is {i}?", ("route", i < 33 ? "\"refunds\"" : "\"orders\""), ("must_pass", i == 0 ? "true" : "false")))]));

        Assert.Equal((99, 99, 1), (stats.Cases, stats.Independent, stats.MustPass));
        (string field, IReadOnlyList<(string, int)> values) = Assert.Single(stats.Tags);
        Assert.Equal("route", field);
        Assert.Equal([("orders", 66), ("refunds", 33)], values);
        // As many as it takes for .1 points at a spread of .4.
        Assert.Equal((0.4, 0.1), (stats.Sight[0].Spread, Math.Round(stats.Sight[0].Seen, 3)));
    }

    [Fact]
    public void A_split_keeps_its_cases_on_their_sides_when_others_are_added()
    {
        SourcedResponse[] all = [.. Of([.. Enumerable.Range(0, 400).Select(i => Case($"c{i}", $"What is {i}?"))]).Cases];
        (IReadOnlyList<SourcedResponse> part, IReadOnlyList<SourcedResponse> others) = DataSetSplit.Of(new DataSet(all[..300]), 0.3, "", null);
        (IReadOnlyList<SourcedResponse> later, _) = DataSetSplit.Of(new DataSet(all), 0.3, "", null);

        Assert.Equal(300, part.Count + others.Count);
        Assert.InRange(part.Count, 65, 115);
        Assert.Equal(part, later.Where(part.Concat(others).Contains));
        Assert.NotEqual(part, DataSetSplit.Of(new DataSet(all[..300]), 0.3, "other", null).Part);
    }

    [Fact]
    public void Cases_that_belong_together_stay_together()
    {
        DataSet data = Of([.. Enumerable.Range(0, 200).Select(i => Case($"c{i}", $"What is {i}?", ("document", $"\"d{i % 20}\"")))]);
        (IReadOnlyList<SourcedResponse> part, IReadOnlyList<SourcedResponse> others) = DataSetSplit.Of(data, 0.5, "", "document");

        Assert.Empty(part.Select(Document).Intersect(others.Select(Document)));
        Assert.NotEmpty(part);

        static string Document(SourcedResponse one) => one.Response.Metadata["document"].GetString()!;
    }

    private static DataSet Of(params Response[] cases) => new([.. cases.Select((c, i) => new SourcedResponse(c, "cases", i + 1, i + 1))]);

    private static Response Case(string id, string input, params (string Field, string Json)[] fields) =>
        new() { Id = id, Input = input, Output = "", Metadata = fields.ToDictionary(f => f.Field, f => JsonElement.Parse(f.Json)) };
}
