using System.Text.Json;

namespace Assay.Simulator.Replaying;

/// <summary>Reads a replay script: one JSON object per line.</summary>
internal static class ReplayFile
{
    private const string Form = """Write one object per line: {"when_request_contains": "text" or ["text", ...], "reply": "text"}.""";

    public static async Task<ReplayScript> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var records = new List<ReplayRecord>();
        var line = 0;
        try
        {
            await foreach (var text in File.ReadLinesAsync(path, cancellationToken))
            {
                line++;
                if (!string.IsNullOrWhiteSpace(text))
                {
                    records.Add(Read(path, line, text));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SimulatorConfigurationException(path, null, $"The replay file cannot be read: {failure.Message}", "Check the path and its permissions.", failure);
        }

        return records.Count > 0
            ? new ReplayScript(records)
            : throw new SimulatorConfigurationException(path, null, "The replay file holds no record.", Form);
    }

    private static ReplayRecord Read(string path, int line, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Bad("The line is not a JSON object.");
            }

            if (!root.TryGetProperty("reply", out var reply) || reply.ValueKind != JsonValueKind.String)
            {
                throw Bad("The field 'reply' is missing or not a string.");
            }

            if (!root.TryGetProperty("when_request_contains", out var when))
            {
                throw Bad("The field 'when_request_contains' is missing.");
            }

            var needles = when.ValueKind switch
            {
                JsonValueKind.String => [when.GetString()!],
                JsonValueKind.Array when when.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                    => when.EnumerateArray().Select(item => item.GetString()!).ToArray(),
                _ => throw Bad("The field 'when_request_contains' is neither a string nor a list of strings."),
            };
            return new ReplayRecord(needles, reply.GetString()!);
        }
        catch (JsonException failure)
        {
            throw Bad($"The line is not valid JSON ({failure.Message})", failure);
        }

        SimulatorConfigurationException Bad(string problem, Exception? cause = null) => new(path, line, problem, Form, cause);
    }
}
