using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;
using Assay.Benchmarks.Service;
using Assay.Checking;

namespace Assay.Benchmarks.Dashboard;

/// <summary>How long the service takes to answer with each page, over a small ledger and over one of ten times the rows, asked in turns.</summary>
internal static class PageTimes
{
    private const int Growth = 10;

    /// <summary>Each page with the filters that people set.</summary>
    private static readonly (string Page, string[] Addresses)[] Pages =
    [
        ("overview", ["/?range=24h", "/?range=7d", "/?range=30d", "/?range=90d"]),
        ("responses", ["/responses", "/responses?at_most=1.5", "/responses?outcome=unscored&reason=refused", "/responses?slice=route:refunds&at_most=2", "/responses?slice=language:de", "/responses?slice=release:2.1", "/responses?slice=user:u7", "/responses?outcome=owed", "/responses?id=ab3"]),
        ("trends", ["/trends?range=24h", "/trends?range=30d", "/trends?range=30d&by=route", "/trends?range=30d&slice=language:de", "/trends?range=90d&by=language&criterion=tone"]),
        ("compare", ["/compare", "/compare?range=30d", "/compare?since=2.5", "/compare?a=2.1&b=2.4"]),
        ("judges", ["/judges?range=7d", "/judges?range=30d"]),
        ("pipeline", ["/pipeline"]),
        ("settings", ["/settings"]),
        ("quality as JSON", ["/v1/quality?judge=quality&range=30d", "/v1/quality?judge=quality&range=30d&slice=route:refunds"]),
    ];

    public static async Task<int> RunAsync(int responses, int rounds)
    {
        using var folder = new TemporaryFolder();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ServiceUnderLoad small = await StartAsync(folder, responses / Growth, now);
        using ServiceUnderLoad large = await StartAsync(folder, responses, now);
        using var http = new HttpClient();
        bool isWithin = true;
        foreach ((string page, string[] addresses) in Pages.Append(("response", await ResponsesAsync(large))))
        {
            var times = (Small: new List<double>(), Large: new List<double>());
            foreach (string address in Enumerable.Repeat(addresses, rounds + 2).SelectMany(a => a))
            {
                times.Small.Add(page == "response" ? double.NaN : await AskAsync(http, new Uri(small.Address, address)));
                times.Large.Add(await AskAsync(http, new Uri(large.Address, address)));
            }

            // The first two rounds compile.
            double[] measured = [.. times.Large.Skip(2 * addresses.Length)];
            double p95 = Quantile(measured, 0.95);
            isWithin &= p95 <= 300;
            (string where, double most) = addresses.Zip(Slowest(measured, addresses.Length)).MaxBy(a => a.Second);
            double growth = Quantile(measured, 0.5) / Quantile([.. times.Small.Skip(2 * addresses.Length)], 0.5);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{page,-16} p50 {Quantile(measured, 0.5),5:0} ms, p95 {p95,5:0} ms, slowest {where} {most:0} ms; {Growth} times the rows: {growth:0.00} x"));
        }

        Console.WriteLine(Machine.Describe());
        return isWithin ? 0 : 1;
    }

    private static async Task<ServiceUnderLoad> StartAsync(TemporaryFolder folder, int responses, DateTimeOffset now)
    {
        string own = folder.Fresh();
        string store = Path.Combine(own, "assay.db");
        long begun = Stopwatch.GetTimestamp();
        await StoredMonth.FillAsync(store, responses, now);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{responses:N0} responses with {5L * responses * 24 / 25:N0} scores of criteria over {StoredMonth.Days} days, {new FileInfo(store).Length / 1e6:N0} MB, stored in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s"));
        return await ServiceUnderLoad.StartJudgedByAsync(new Uri("http://127.0.0.1:9"), own, "--judge", "offline:heuristic");
    }

    private static async Task<string[]> ResponsesAsync(ServiceUnderLoad service)
    {
        JsonElement page = await service.GetAsync("/v1/responses?limit=20");
        return [.. page.GetProperty("outcomes").EnumerateArray().Select(o => $"/responses/{o.GetProperty("id").GetString()}")];
    }

    private static async Task<double> AskAsync(HttpClient http, Uri address)
    {
        long begun = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await http.GetAsync(address);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static IEnumerable<double> Slowest(double[] times, int addresses) =>
        Enumerable.Range(0, addresses).Select(a => Quantile([.. times.Where((_, i) => i % addresses == a)], 0.5));

    private static double Quantile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
