using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Running;

namespace Assay.Tests.Collecting.Intake;

public sealed class IntakeRuleTests
{
    private static readonly Response Refund = new()
    {
        Id = "r1",
        Input = "q",
        Output = "a",
        Release = "2.4",
        Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse("\"refunds\""), ["tier"] = JsonElement.Parse("2"), ["beta"] = JsonElement.Parse("true") },
    };

    [Theory]
    [InlineData("route", "refunds", true)]
    [InlineData("route", "Refunds", false)]
    [InlineData("tier", "2", true)]
    [InlineData("tier", "2.0", false)]
    [InlineData("beta", "true", true)]
    [InlineData("release", "2.4", true)]
    [InlineData("release", "2.5", false)]
    [InlineData("language", "de", false)]
    public void A_condition_holds_where_the_field_has_the_value_as_text(string field, string value, bool holds) =>
        Assert.Equal(holds, Skip((field, ["other", value])) is null);

    [Fact]
    public void All_conditions_must_hold_and_the_one_that_does_not_is_told()
    {
        (SkipReason Reason, string? Detail)? skip = Skip(("route", ["refunds"]), ("release", ["3"]));

        Assert.Equal(SkipReason.NotMatched, skip?.Reason);
        Assert.Equal("release is \"2.4\", and the judge is for \"3\"", skip?.Detail);
        Assert.Contains("language is not given", Skip(("language", ["de"]))?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_matches_may_still_be_left_out_by_the_sample()
    {
        var rule = new IntakeRule(ResponseFilter.All, new Sample(0.5));
        Response[] responses = [.. Enumerable.Range(0, 1_000).Select(i => Refund with { Id = $"r{i}" })];

        Assert.InRange(responses.Count(r => rule.Skips(r)?.Reason == SkipReason.NotSampled), 430, 570);
        Assert.All(responses, r => Assert.Null(IntakeRule.All.Skips(r)));
    }

    private static (SkipReason Reason, string? Detail)? Skip(params (string Field, string[] Values)[] conditions) =>
        new IntakeRule(new ResponseFilter(conditions.ToDictionary(c => c.Field, c => (IReadOnlyList<string>)c.Values)), Sample.All).Skips(Refund);
}
