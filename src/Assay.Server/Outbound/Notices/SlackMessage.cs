using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;

namespace Assay.Server.Outbound.Notices;

/// <summary>
/// A notice as Slack's Block Kit. What others wrote stands in objects of plain text, in which Slack looks for no markup, and is
/// escaped as it wants it in every text; the one link is ours.
/// </summary>
internal static class SlackMessage
{
    /// <summary>In bytes, all in all.</summary>
    public const int Longest = 12_000;

    private const int LongestHeader = 150;
    private const int LongestText = 3_000;
    private const int LongestField = 2_000;
    private const int MostFields = 10;

    /// <summary>The first in which it fits is taken. In the last everything does.</summary>
    private static readonly NoticeRoom[] Rooms = [new(150, 300), new(150, 150), new(100, 60), new(100, 0), new(40, 0)];

    public static byte[] Blocks(AlertNotice notice, Uri? publicUrl) =>
        Rooms.Select(room => Write(NoticeMessage.Of(notice, publicUrl, room), withBlocks: true)).First(body => body.Length <= Longest);

    /// <summary>For where blocks are not taken.</summary>
    public static byte[] PlainText(AlertNotice notice, Uri? publicUrl) =>
        Rooms.Select(room => Write(NoticeMessage.Of(notice, publicUrl, room), withBlocks: false)).First(body => body.Length <= Longest);

    private static byte[] Write(NoticeMessage message, bool withBlocks)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            string text = Escaped($"{message.Title}\n{message.Statement}", LongestText);
            json.WriteString("text", withBlocks || message.Link is null ? text : $"{text}\n{Link(message.Link)}");
            json.WriteBoolean("mrkdwn", false);
            json.WriteString("parse", "none");
            json.WriteBoolean("link_names", false);
            json.WriteBoolean("unfurl_links", false);
            json.WriteBoolean("unfurl_media", false);
            if (withBlocks)
            {
                json.WriteStartArray("blocks");
                WriteBlocks(json, message);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteBlocks(Utf8JsonWriter json, NoticeMessage message)
    {
        json.WriteStartObject();
        json.WriteString("type", "header");
        Plain(json, "text", message.Title, LongestHeader);
        json.WriteEndObject();
        Section(json, message.Statement);
        if (message.Facts.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "section");
            json.WriteStartArray("fields");
            foreach ((string name, string value) in message.Facts.Take(MostFields))
            {
                Plain(json, null, $"{name}\n{value}", LongestField);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (message.Cause is { } cause)
        {
            Section(json, $"Leading cause\n{cause}");
        }

        foreach ((int place, (string heading, IReadOnlyList<(string Name, string Text)> said)) in message.Examples.Index())
        {
            Section(json, string.Join('\n', said.Select(s => $"{s.Name}: {s.Text}").Prepend(string.Create(CultureInfo.InvariantCulture, $"Lowest {place + 1}: {heading}"))));
        }

        if (message.Link is { } link)
        {
            json.WriteStartObject();
            json.WriteString("type", "section");
            json.WriteStartObject("text");
            json.WriteString("type", "mrkdwn");
            json.WriteString("text", Link(link));
            json.WriteBoolean("verbatim", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("type", "context");
        json.WriteStartArray("elements");
        message.Origin.ToList().ForEach(o => Plain(json, null, o, LongestField));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Section(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "section");
        Plain(json, "text", text, LongestText);
        json.WriteEndObject();
    }

    private static void Plain(Utf8JsonWriter json, string? name, string text, int longest)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartObject();
        json.WriteString("type", "plain_text");
        json.WriteString("text", Escaped(text, longest));
        json.WriteBoolean("emoji", false);
        json.WriteEndObject();
    }

    private static string Link(string url) => $"<{Escaped(url, LongestText)}|Open in Assay>";

    /// <summary>What would begin markup is escaped, as Slack says; cut where it becomes too long by that. No text may be empty.</summary>
    private static string Escaped(string text, int longest)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            string next = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => rune.ToString() };
            if (escaped.Length + next.Length >= longest)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(next);
        }

        return escaped.Length == 0 ? "-" : escaped.ToString();
    }
}
