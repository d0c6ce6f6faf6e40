using System.Text.Json;

namespace Assay.Benchmarks.Measuring;

/// <summary>One line of the simulator's log.</summary>
/// <param name="Fault">Null when nothing went wrong.</param>
internal sealed record LoggedRequest(DateTimeOffset At, int Status, string? Fault, int InputTokens, int OutputTokens)
{
    public bool IsServed => Status == 200;

    /// <summary>All requests that the simulator has received, in their order; waits until the log holds them.</summary>
    public static async Task<List<LoggedRequest>> ReadAsync(SimulatorProcess simulator, string log)
    {
        long expected = await simulator.RequestsAsync();
        while (true)
        {
            string[] lines = await File.ReadAllLinesAsync(log);
            if (lines.Length >= expected)
            {
                return [.. lines.Select(Parse).OrderBy(request => request.At)];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static LoggedRequest Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return new LoggedRequest(
            root.GetProperty("t").GetDateTimeOffset(), root.GetProperty("status").GetInt32(), root.GetProperty("fault").GetString(),
            root.GetProperty("input_tokens").GetInt32(), root.GetProperty("output_tokens").GetInt32());
    }
}
