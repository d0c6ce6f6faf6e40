using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Assay.Access;
using Assay.Integration.Tests.Testing;
using Assay.Server;
using Assay.Server.Access;
using Assay.Storage.Sqlite;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Integration.Tests.Service;

/// <summary>Who gets in.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ApiKey> _keys = [];
    private SqliteLedger? _ledger;
    private AssayService? _service;
    private HttpClient? _http;

    private AssayService Service => _service!;

    private HttpClient Http => _http!;

    public async ValueTask InitializeAsync()
    {
        _ledger = SqliteLedger.Open(_folder.File("assay.db"), TimeProvider.System, isService: true);
        _service = await AssayService.StartAsync(
            new ServiceOptions { Urls = ["http://127.0.0.1:0"], Ledger = _ledger, Judges = [], Keys = _ => Task.FromResult<IReadOnlyList<ApiKey>>([.. _keys]) }, TestContext.Current.CancellationToken);
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_service.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Service.StopAsync();
        await Service.DisposeAsync();
        await _ledger!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_route_says_who_may_use_it_and_nobody_else_gets_in()
    {
        var texts = new Dictionary<Scope, string>();
        foreach (Scope scope in Enum.GetValues<Scope>())
        {
            (texts[scope], ApiKey key) = ApiKey.Create($"{scope}", [scope], TimeProvider.System.GetUtcNow());
            _keys.Add(key);
        }

        (string revoked, ApiKey old) = ApiKey.Create("old", [Scope.Admin], TimeProvider.System.GetUtcNow());
        _keys.Add(old with { RevokedAt = TimeProvider.System.GetUtcNow() });

        Assert.NotEmpty(Service.Routes);
        foreach (RouteEndpoint route in Service.Routes.Cast<RouteEndpoint>())
        {
            RouteScope scope = route.Metadata.GetMetadata<RouteScope>() ?? throw new InvalidOperationException($"{route.DisplayName} says nothing about who may use it");
            if (scope.Needed is not { } needed)
            {
                Assert.Contains(route.RoutePattern.RawText, (string[])["/health/live", "/health/ready", "/openapi/v1.json", "/openapi", "/login", "/logout", "/assets/{hash}/{name}"]);
                Assert.True(await StatusAsync(route, key: null) is HttpStatusCode.OK or HttpStatusCode.NotFound || route.RoutePattern.RawText is "/login" or "/logout", route.DisplayName);
                continue;
            }

            // A browser is asked for a key instead.
            HttpStatusCode refused = route.Metadata.GetMetadata<PageRoute>() is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect;
            Assert.Equal(refused, await StatusAsync(route, key: null));
            Assert.Equal(refused, await StatusAsync(route, "assay_nobody"));
            Assert.Equal(refused, await StatusAsync(route, revoked));
            foreach ((Scope held, string text) in texts)
            {
                bool isRefused = await StatusAsync(route, text) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                Assert.True(isRefused != (held == needed || held == Scope.Admin), $"{route.DisplayName} with {held}");
            }
        }
    }

    [Fact]
    public async Task Every_route_stands_in_the_document_and_no_other()
    {
        JsonElement document = JsonElement.Parse(await Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        string page = await Http.GetStringAsync("/openapi", TestContext.Current.CancellationToken);
        string[] written = [.. document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(v => $"{v.Name.ToUpperInvariant()} {p.Name}"))];
        string[] routes = [.. Service.Routes.Cast<RouteEndpoint>().Where(r => r.Metadata.GetMetadata<PageRoute>() is null).Select(r => $"{r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {r.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal)}")];

        Assert.Equal(routes.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        Assert.All(written, w => Assert.Contains(w, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_in_the_address_is_refused()
    {
        (string text, ApiKey key) = ApiKey.Create("a", [Scope.Admin], TimeProvider.System.GetUtcNow());
        _keys.Add(key);

        using HttpResponseMessage response = await Http.GetAsync($"/v1/ledger?key={text}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("attacker.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.attacker.example", null, HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", "https://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "null", HttpStatusCode.Forbidden)]
    public async Task Without_keys_only_this_machine_is_answered_and_no_page_of_another_site(string host, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/ledger");
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_stored_nowhere()
    {
        using var folder = new TemporaryFolder();
        AssayProcess.Finished made = await AssayProcess.RunAsync(folder.Path, null, "keys", "create", "app", "--scope", "ingest,read");
        string text = made.Output.Trim();
        AssayProcess.Finished listed = await AssayProcess.RunAsync(folder.Path, null, "keys", "list");
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, null, 0, "--judge", "offline:heuristic");
        HttpStatusCode without = (await service.PostAsync("""{"input":"q","output":"a"}""")).Status;
        service.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", text);
        HttpStatusCode with = (await service.PostAsync("""{"input":"q","output":"a"}""")).Status;
        AssayProcess.Finished revoked = await AssayProcess.RunAsync(folder.Path, null, "keys", "revoke", "app");
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, TestContext.Current.CancellationToken);
        HttpStatusCode after = (await service.PostAsync("""{"input":"q","output":"a"}""")).Status;
        await service.StopAsync();

        Assert.StartsWith("assay_", text, StringComparison.Ordinal);
        Assert.Contains("app", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(text, listed.Output, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted, 0, HttpStatusCode.Unauthorized), (without, with, revoked.ExitCode, after));
        Assert.DoesNotContain(text, await File.ReadAllTextAsync(folder.File("assay.db"), System.Text.Encoding.Latin1, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(RouteEndpoint route, string? key)
    {
        string method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
        using var request = new HttpRequestMessage(new HttpMethod(method), route.RoutePattern.RawText!.Replace("{**id}", "x", StringComparison.Ordinal));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
