using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>How much of a provider's limits is used, and how often it has to say no.</summary>
internal static class LimitedProvider
{
    private const int RequestsPerMinute = 600;
    private const int TokensPerMinute = 100_000;

    public static async Task<int> RunAsync(int seconds)
    {
        // More than the limits let through in this time.
        using Workload workload = await Workload.CreateAsync(RequestsPerMinute * (seconds + 120) / 60);
        Console.WriteLine($"limits: {seconds} s, concurrency 64, {Machine.Describe()}");
        // Tokens run out first where both are limited; alone, requests are seen too.
        string[] lines = await Task.WhenAll(
            MeasureAsync(workload, seconds, "both.jsonl", RequestsPerMinute, TokensPerMinute),
            MeasureAsync(workload, seconds, "requests.jsonl", RequestsPerMinute, null));
        Console.WriteLine(string.Join('\n', lines));
        return 0;
    }

    private static async Task<string> MeasureAsync(Workload workload, int seconds, string logName, int perMinute, int? tokensPerMinute)
    {
        string log = workload.Folder.File(logName);
        string[] limits = ["--rpm", Text(perMinute), .. tokensPerMinute is { } tokens ? (string[])["--tpm", Text(tokens)] : []];
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync([.. limits, "--log", log]);
        using Measured run = AssayRun.Start(simulator.Address, workload.Responses, concurrency: 64, workload.Folder.Fresh());
        await Task.Delay(TimeSpan.FromSeconds(seconds + 3), TimeProvider.System);
        string early = run.HasExited ? $" (the run ended early: {(await run.FinishAsync()).Error.Trim()})" : "";
        List<LoggedRequest> requests = await LoggedRequest.ReadAsync(simulator, log);
        DateTimeOffset start = requests[0].At;
        requests.RemoveAll(r => r.At >= start.AddSeconds(seconds));

        // At the start the provider's minute is full, so it lets one minute more through than the time holds.
        double minutes = seconds / 60.0;
        double whole = Use(requests, minutes + 1, perMinute, tokensPerMinute);
        double later = Use(requests.Where(r => r.At >= start.AddMinutes(1)), minutes - 1, perMinute, tokensPerMinute);
        int refused = requests.Count(r => r.Status == 429);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {string.Join(' ', limits)}: {requests.Count:N0} calls, {requests.Count(r => r.IsServed):N0} served, {refused:N0} times 429 ({(double)refused / requests.Count:P2}); {whole:P1} of what the limits let through with their first burst, {later:P1} of the limit after the first minute{early}");
    }

    /// <summary>The share of the limit that is nearer to being used up.</summary>
    private static double Use(IEnumerable<LoggedRequest> requests, double minutes, int perMinute, int? tokensPerMinute)
    {
        LoggedRequest[] served = [.. requests.Where(r => r.IsServed)];
        double ofTokens = tokensPerMinute is { } tokens ? served.Sum(r => (double)r.InputTokens + r.OutputTokens) / (tokens * minutes) : 0;
        return Math.Max(served.Length / (perMinute * minutes), ofTokens);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
