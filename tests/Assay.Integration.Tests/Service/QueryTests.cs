using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>What the service tells of what it holds.</summary>
public sealed class QueryTests(QueryTests.Filled filled) : IClassFixture<QueryTests.Filled>
{
    private const int Count = 300;

    [Fact]
    public async Task Quality_has_a_mean_with_its_interval_and_the_coverage_behind_it()
    {
        JsonElement quality = await filled.Service.GetAsync("/v1/quality?range=1h");
        JsonElement overall = quality.GetProperty("criteria").GetProperty("overall");
        double[] exported = await ExportedAsync();

        Assert.Equal(Count - 1, quality.GetProperty("coverage").GetProperty("scored").GetInt32());
        Assert.Equal((double)(Count - 1) / Count, quality.GetProperty("coverage").GetProperty("share").GetDouble(), 9);
        Assert.Equal(exported.Average(), overall.GetProperty("mean").GetProperty("value").GetDouble(), 9);
        Assert.Equal(exported.Length, overall.GetProperty("mean").GetProperty("n").GetInt32());
        double[] interval = [.. overall.GetProperty("mean").GetProperty("ci95").EnumerateArray().Select(e => e.GetDouble())];
        Assert.InRange(exported.Average(), interval[0], interval[1]);
        Assert.Equal(exported.Length, overall.GetProperty("histogram").EnumerateArray().Sum(h => h.GetProperty("n").GetInt32()));
        Assert.Equal(exported.Count(s => s <= 0.25) / (double)exported.Length, overall.GetProperty("low_share").GetProperty("value").GetDouble(), 9);
    }

    [Fact]
    public async Task Quality_of_a_slice_is_that_of_its_responses()
    {
        JsonElement slice = await filled.Service.GetAsync("/v1/quality?slice=route:refunds&criterion=form");
        JsonElement release = await filled.Service.GetAsync("/v1/quality?release=2&slice=route:refunds");
        JsonElement nothing = await filled.Service.GetAsync("/v1/quality?slice=route:unheard-of");

        Assert.Equal("form", Assert.Single(slice.GetProperty("criteria").EnumerateObject()).Name);
        Assert.Equal(Count / 3, slice.GetProperty("coverage").GetProperty("scored").GetInt32() + slice.GetProperty("coverage").GetProperty("unscored").GetInt32());
        Assert.Equal(Count / 6, release.GetProperty("coverage").GetProperty("scored").GetInt32() + release.GetProperty("coverage").GetProperty("unscored").GetInt32());
        Assert.False(nothing.TryGetProperty("criteria", out _));
    }

    [Fact]
    public async Task Pages_hold_every_outcome_once_newest_first()
    {
        var ids = new List<string>();
        string? next = "";
        while (next is not null)
        {
            JsonElement page = await filled.Service.GetAsync($"/v1/responses?limit=70{(next.Length > 0 ? $"&before={next}" : "")}");
            ids.AddRange(page.GetProperty("outcomes").EnumerateArray().Select(o => o.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out JsonElement at) ? at.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(0, Count).Reverse().Select(i => $"q{i}"), ids);
    }

    [Fact]
    public async Task A_list_can_be_narrowed_to_what_failed_and_why()
    {
        JsonElement failed = await filled.Service.GetAsync("/v1/responses?outcome=unscored&reason=empty_output");
        JsonElement none = await filled.Service.GetAsync("/v1/responses?outcome=unscored&release=2");

        Assert.Equal("q4", Assert.Single(failed.GetProperty("outcomes").EnumerateArray()).GetProperty("id").GetString());
        Assert.Empty(none.GetProperty("outcomes").EnumerateArray());
    }

    [Fact]
    public async Task Judges_say_what_they_do()
    {
        JsonElement judge = Assert.Single((await filled.Service.GetAsync("/v1/judges")).GetProperty("judges").EnumerateArray());

        Assert.Equal(("offline:heuristic", "working"), (judge.GetProperty("name").GetString(), judge.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("/v1/quality?range=yesterday", "range")]
    [InlineData("/v1/quality?slice=route", "slice")]
    [InlineData("/v1/quality?judge=nobody", "judge")]
    [InlineData("/v1/causes?judge=nobody", "judge")]
    [InlineData("/v1/regressions?judge=nobody", "judge")]
    [InlineData("/v1/responses?judge=nobody", "judge")]
    [InlineData("/v1/causes?range=yesterday", "range")]
    [InlineData("/v1/causes?within=refunds", "within")]
    [InlineData("/v1/responses?limit=0", "limit")]
    [InlineData("/v1/responses?before=x", "before")]
    [InlineData("/v1/responses?outcome=good", "outcome")]
    public async Task A_question_that_cannot_be_answered_is_told_what_is_wrong(string path, string named)
    {
        using HttpResponseMessage response = await filled.Service.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"`{named}`", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<double[]> ExportedAsync()
    {
        AssayProcess.Finished export = await AssayProcess.RunAsync(filled.Folder, null, "export", "--outcome", "scored");
        return [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).Select(r => r.GetProperty("overall").GetDouble())];
    }

    public sealed class Filled : IAsyncLifetime
    {
        private static readonly string[] Routes = ["refunds", "delivery", "account"];
        private readonly TemporaryFolder _folder = new();
        private ServiceProcess? _service;

        internal ServiceProcess Service => _service!;

        internal string Folder => _folder.Path;

        public async ValueTask InitializeAsync()
        {
            _service = await ServiceProcess.StartOfflineAsync(_folder.Path);
            await _service.PostAsync(string.Join('\n', Enumerable.Range(0, Count).Select(i =>
                $$"""{"id":"q{{i}}","input":"What about delivery {{i % 7}}?","output":"{{(i == 4 ? "" : i % 2 == 0 ? $"About delivery {i % 7}: it takes {i % 5} days." : "No idea.")}}","route":"{{Routes[i % 3]}}","release":"{{(i % 2) + 1}}"}""")));
            await _service.SettledAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Service.StopAsync();
            Service.Dispose();
            _folder.Dispose();
        }
    }
}
