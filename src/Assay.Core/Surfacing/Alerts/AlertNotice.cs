using System.Text.Json;
using Assay.Scoring.Running;

namespace Assay.Surfacing.Alerts;

/// <summary>One thing that receivers are told of an incident.</summary>
/// <param name="Id">The same for every receiver and however often it is sent; grows with time.</param>
public sealed record AlertNotice(Guid Id, NoticeEvent Event, DateTimeOffset At, Incident Incident)
{
    /// <summary>Texts of the worst responses, by id, as they are now: without those that are gone or not kept.</summary>
    public IReadOnlyDictionary<string, NoticeText> Texts { get; init; } = new Dictionary<string, NoticeText>();
}

public enum NoticeEvent
{
    Opened,
    Closed,

    /// <summary>Sent by hand, to see whether it arrives.</summary>
    Test,
}

/// <param name="Input">Its beginning.</param>
/// <param name="Output">Its beginning.</param>
/// <param name="Reason">What the judge said of it; its beginning.</param>
public sealed record NoticeText(string Input, string Output, string? Reason)
{
    private const int Longest = 2_000;

    /// <summary>What was taken in is kept one level deeper, among the metadata.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <param name="criterion">Whose reason; null or without one: that of the lowest score.</param>
    /// <returns>Null where what was said is not kept.</returns>
    public static NoticeText? Of(ResultRow row, string? criterion)
    {
        if (row.IsUnkept)
        {
            return null;
        }

        using JsonDocument body = JsonDocument.Parse(row.Body, Deep);
        string? reason = row.Scores.Where(s => s.Criterion == criterion).Concat(row.Scores.OrderBy(s => s.Score)).Select(s => s.Reason).FirstOrDefault(r => !string.IsNullOrEmpty(r));
        return new NoticeText(Text(body.RootElement, "input"), Text(body.RootElement, "output"), reason is null ? null : Beginning(reason));
    }

    private static string Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? Beginning(value.GetString()!) : "";

    private static string Beginning(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
}
