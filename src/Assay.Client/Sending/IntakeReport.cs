using System.Globalization;
using System.Text.Json;

namespace Assay.Client.Sending;

/// <summary>The service's answer about the responses of one request, some or all of which it refused.</summary>
internal sealed class IntakeReport
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _byLine = [];
    private readonly Dictionary<string, Queue<string>> _byId = new(StringComparer.Ordinal);

    /// <summary>Null where the answer is of another kind.</summary>
    public static IntakeReport? TryRead(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !IsList(answer, "ids", out JsonElement ids) || !IsList(answer, "errors", out JsonElement errors))
        {
            return null;
        }

        var report = new IntakeReport();
        foreach (JsonElement id in ids.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String))
        {
            report._taken.Add(id.GetString()!);
        }

        foreach (JsonElement error in errors.EnumerateArray())
        {
            report.Take(error);
        }

        return report;
    }

    /// <summary>Per response why it was rejected; null where it was taken.</summary>
    public string?[] Rejections(ReadOnlySpan<QueuedResponse> sent)
    {
        string?[] rejections = new string?[sent.Length];
        for (int i = 0; i < sent.Length; i++)
        {
            rejections[i] = _byLine.TryGetValue(i + 1, out string? error) ? error
                // Of two responses under one id one may have been taken: each refusal is used up once.
                : _byId.TryGetValue(sent[i].Id, out Queue<string>? errors) && errors.TryDequeue(out error) ? error
                // The service names no more than so many errors.
                : _taken.Contains(sent[i].Id) ? null : "The service did not take it.";
        }

        return rejections;
    }

    private void Take(JsonElement error)
    {
        string text = Text(error, "error") ?? "The service gave no reason.";
        if (Text(error, "place") is { } place && int.TryParse(place.AsSpan(place.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line))
        {
            _byLine[line] = text;
        }
        else if (Text(error, "id") is { } id)
        {
            if (!_byId.TryGetValue(id, out Queue<string>? errors))
            {
                _byId[id] = errors = new Queue<string>();
            }

            errors.Enqueue(text);
        }
    }

    private static bool IsList(JsonElement answer, string name, out JsonElement list) =>
        answer.TryGetProperty(name, out list) && list.ValueKind == JsonValueKind.Array;

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
