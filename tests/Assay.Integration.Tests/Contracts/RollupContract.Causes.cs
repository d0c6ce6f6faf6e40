using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Integration.Tests.Contracts;

public abstract partial class RollupContract
{
    private static readonly string[] Routes = ["refunds", "delivery", "orders"];
    private static readonly string[] Languages = ["en", "de"];

    [Fact]
    public async Task What_fell_since_a_release_is_found_in_what_was_stored()
    {
        await Ledger.DeclareSlicesAsync(["route", "language"], Cancel);
        JudgeIntake judge = await OpenAsync("quality");
        Clock.Now = Noon.AddHours(-12);
        await JudgeAsync(judge, [.. Traffic("1.0", (_, _) => false)]);
        Clock.Now = Noon;
        await JudgeAsync(judge, [.. Traffic("1.1", (route, language) => route == "refunds" && language == "de")]);
        Clock.Now = Noon.AddHours(12);

        CauseReport since = (await CauseReading.ReadAsync(Ledger, new CauseQuestion(null, CauseQuestion.Latest, Period.Of(TimeSpan.FromDays(1), Clock.Now)), Cancel))!;
        CauseReport range = (await CauseReading.ReadAsync(Ledger, new CauseQuestion("quality", null, Period.Of(TimeSpan.FromHours(20), Clock.Now)), Cancel))!;
        CauseReport? unknown = await CauseReading.ReadAsync(Ledger, new CauseQuestion(null, "9.9", Period.Of(TimeSpan.FromDays(1), Clock.Now)), Cancel);
        CauseReport? early = await CauseReading.ReadAsync(Ledger, new CauseQuestion(null, null, Period.Of(TimeSpan.FromHours(1), Noon.AddDays(9))), Cancel);

        Assert.Equal(("1.1", Noon, 480), (since.Release, since.From, since.LookedAt));
        Cause cause = Assert.Single(since.Causes);
        Assert.Equal([new Facet("language", "de"), new Facet("route", "refunds")], cause.Slice);
        Assert.Equal(40, cause.Support);
        Assert.InRange(cause.ShareOfDrop!.Mean, 0.9, 1);
        Assert.All(cause.Examples, id => Assert.StartsWith("1.1-refunds-de-", id, StringComparison.Ordinal));
        Assert.Equal(3, cause.Examples.Count);
        Assert.Equal(cause.Slice, range.Causes[0].Slice);
        Assert.Null(unknown);
        Assert.Null(early);
    }

    /// <summary>Forty of each route and language; a bad one is scored 1 or 2, others 4 or 5.</summary>
    private static IEnumerable<(string, Func<string, Response>, Judged)> Traffic(string release, Func<string, string, bool> isBad) =>
        from route in Routes
        from language in Languages
        from i in Enumerable.Range(0, 40)
        let score = (isBad(route, language) ? 1 : 4) + (i % 2)
        select ($"{release}-{route}-{language}-{i}", Said(release, route, language), Material.Scored(score, score));

    private static Func<string, Response> Said(string release, string route, string language) => id => new Response
    {
        Id = id,
        Input = "Where is it?",
        Output = "Somewhere.",
        Release = release,
        Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse($"\"{route}\""), ["language"] = JsonElement.Parse($"\"{language}\"") },
    };
}
