using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>The rules and the dashboard under <c>examples/monitoring</c>, by Prometheus' own tool and against the metrics of a real service.</summary>
public sealed partial class MonitoringTests
{
    private static string Folder { get; } = Path.Combine(Checkout.Root, "examples", "monitoring");

    [Theory]
    [InlineData("check", "config", "prometheus.yaml")]
    [InlineData("test", "rules", "assay.rules.test.yaml")]
    public async Task Prometheus_takes_the_examples(params string[] arguments) => await PromtoolAsync(arguments, input: null);

    [Fact]
    public async Task Every_query_of_the_dashboard_can_be_evaluated()
    {
        using var folder = new TemporaryFolder();
        string[] queries = [.. Queries().Select(q => q.Replace("$judge", ".+", StringComparison.Ordinal).Replace("$criterion", ".+", StringComparison.Ordinal))];
        Assert.NotEmpty(queries);
        folder.Write("queries.yaml", JsonSerializer.Serialize(new
        {
            groups = new[] { new { name = "dashboard", rules = queries.Select((q, i) => new { record = $"query:{i}", expr = q }).ToArray() } },
        }));

        await PromtoolAsync(["check", "rules", Path.Combine(folder.Path, "queries.yaml")], input: null);
    }

    [Fact]
    public async Task What_the_examples_ask_for_is_what_a_service_tells()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, null, 0, "--judge", "offline:heuristic");
        await service.PostAsync("""{"id":"a","input":"Where is my parcel?","output":"Your parcel is in Hamburg."}""" + "\n");

        string metrics = await service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        await PromtoolAsync(["check", "metrics"], metrics);
        string asked = await File.ReadAllTextAsync(Path.Combine(Folder, "assay.rules.yaml"), TestContext.Current.CancellationToken) + string.Join('\n', Queries());
        string[] names = [.. MetricName().Matches(asked).Select(m => m.Value).Distinct()];
        Assert.True(names.Length > 10, string.Join(' ', names));
        Assert.All(names, n => Assert.Contains($"# TYPE {n} ", metrics, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Queries()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!),
        ];
    }

    private static async Task PromtoolAsync(string[] arguments, string? input)
    {
        var start = new ProcessStartInfo("promtool", arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Assert.SkipWhen(!IsInstalled, "promtool is not installed (Debian, Ubuntu: apt-get install prometheus)");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input ?? ""));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "promtool")));

    [GeneratedRegex(@"\bassay_[a-z_]+\b", RegexOptions.NonBacktracking)]
    private static partial Regex MetricName();
}
