using System.Globalization;
using System.Text.Json;
using Assay.Collecting.Records;
using Assay.Configuring;
using Assay.Scoring.Serving;

namespace Assay.Surfacing;

/// <summary>Reads that a release went out, and says what comes of it. What cannot be read is refused with a sentence that says what can.</summary>
public static class ReleaseAnnouncement
{
    public const int LongestName = 200;
    public const int LongestNote = 2_000;

    /// <summary>Clocks differ by so much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly string[] Members = ["name", "at", "note"];

    /// <param name="body">An object with <c>name</c>, and <c>at</c> and <c>note</c> if they are known.</param>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public static AnnouncedRelease Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(body.Span);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"the body is no JSON: {e.Message} Send {{\"name\": \"2.3\"}}.");
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException("the body must be one object, such as {\"name\": \"2.3\"}.");
        }

        foreach (string unknown in json.EnumerateObject().Select(p => p.Name).Except(Members))
        {
            throw new ConfigurationException($"`{HarmlessText.Line(unknown, 80)}` is not known. {(NearestName.Of(unknown, Members) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", Members)}.")}");
        }

        return Of(Text(json, "name"), Text(json, "at"), Text(json, "note"), now);
    }

    /// <param name="at">When it went out; null: now.</param>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public static AnnouncedRelease Of(string? name, string? at, string? note, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            throw new ConfigurationException($"`name` must name the release, with 1 to {LongestName} characters, as responses do in their field `release`.");
        }

        if (note?.Length > LongestNote)
        {
            throw new ConfigurationException($"`note` has {note.Length} characters, but may have {LongestNote} at most.");
        }

        DateTimeOffset time = at is null ? now : Timestamp.TryRead(at)
            ?? throw new ConfigurationException($"`at` is `{HarmlessText.Line(at, 80)}`, but must be a time such as 2026-11-20T10:00:00Z, with Z or an offset, or in UTC.");
        return time <= now + Ahead
            ? new AnnouncedRelease(name, DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()), note)
            : throw new ConfigurationException($"`at` is {Shown(time)}, which lies in the future. A release is announced when it is out; leave `at` away for now ({Shown(now)}).");
    }

    /// <summary>What comes of it, in words.</summary>
    /// <param name="known">As it had been announced before; null: it had not been.</param>
    public static async Task<(string Message, string? ComparedWith)> DescribeAsync(ILedgerFigures ledger, AnnouncedRelease release, AnnouncedRelease? known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<KnownRelease> all = await Releases.ReadAsync(ledger, judge: null, now.Add(Ahead), cancellationToken);
        int at = all.ToList().FindIndex(r => r.Name == release.Name);
        string? before = at > 0 ? all[at - 1].Name : null;
        string announced = known is null
            ? $"Release {release.Name} is announced, as of {Shown(release.At)}."
            : $"Release {release.Name} was announced before, as of {Shown(known.At)}. Nothing was changed.";
        string since = at >= 0 && all[at].IsNamed
            ? $" Responses name it themselves, the first that was scored in the hour from {Shown(all[at].Begin)}: these are compared"
            : " What occurs since then is compared";
        return ($"{announced}{since} {(before is null ? "with nothing: no release before it is known." : $"with release {before}.")}", before);
    }

    private static string? Text(JsonElement json, string name) => !json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number && name == "at" ? value.GetRawText()
        : throw new ConfigurationException($"`{name}` must be a text.");

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
