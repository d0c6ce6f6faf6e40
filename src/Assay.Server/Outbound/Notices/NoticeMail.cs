using System.Globalization;
using System.Net;
using System.Text;
using Assay.Surfacing.Alerts;

namespace Assay.Server.Outbound.Notices;

/// <summary>
/// A notice as a mail: plain text, and the same as simple HTML. Every line that others have a part in is encoded, so that none
/// of them can begin a header. It is the same, under the same id, however often it is sent.
/// </summary>
internal static class NoticeMail
{
    private static readonly NoticeRoom Room = new(150, 600);

    /// <summary>Of an encoded word or a line, in bytes before the encoding.</summary>
    private const int WordBytes = 42;
    private const int LineBytes = 57;

    /// <returns>Lines of ASCII with their breaks; none begins with a dot.</returns>
    public static byte[] Write(AlertNotice notice, IReadOnlyList<string> to, string from, Uri? publicUrl)
    {
        NoticeMessage message = NoticeMessage.Of(notice, publicUrl, Room);
        string domain = from[(from.LastIndexOf('@') + 1)..];
        string boundary = $"assay-{notice.Id:N}";
        var mail = new StringBuilder();
        Line(mail, $"Date: {notice.At.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000");
        Line(mail, $"From: Assay <{from}>");
        Line(mail, $"To: {string.Join(",\r\n ", to)}");
        Line(mail, $"Message-ID: <{notice.Id:N}@{domain}>");
        // What is told of one incident stands together, also where the first mail is not there.
        Line(mail, $"References: <incident.{notice.Incident.Id:N}@{domain}>");
        Line(mail, $"Subject: {Encoded($"{message.Title} - {message.Statement}")}");
        Line(mail, "Auto-Submitted: auto-generated");
        Line(mail, "MIME-Version: 1.0");
        Line(mail, $"Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"");
        Line(mail, "");
        Part(mail, boundary, "text/plain", Text(message));
        Part(mail, boundary, "text/html", Html(message));
        Line(mail, $"--{boundary}--");
        return Encoding.ASCII.GetBytes(mail.ToString());
    }

    private static string Text(NoticeMessage message)
    {
        var text = new StringBuilder();
        Line(text, message.Statement);
        Line(text, "");
        message.Facts.ToList().ForEach(f => Line(text, $"{f.Name}: {f.Value}"));
        if (message.Cause is { } cause)
        {
            Line(text, $"Leading cause: {cause}");
        }

        foreach ((string heading, IReadOnlyList<(string Name, string Text)> said) in message.Examples)
        {
            Line(text, "");
            Line(text, $"Lowest: {heading}");
            said.ToList().ForEach(s => Line(text, $"  {s.Name}: {s.Text.Replace("\n", "\r\n    ", StringComparison.Ordinal)}"));
        }

        Line(text, "");
        if (message.Link is { } link)
        {
            Line(text, $"Open in Assay: {link}");
            Line(text, "");
        }

        message.Origin.ToList().ForEach(o => Line(text, o));
        return text.ToString();
    }

    private static string Html(NoticeMessage message)
    {
        var html = new StringBuilder("<!doctype html><html><body>");
        html.Append(CultureInfo.InvariantCulture, $"<h3>{Escaped(message.Title)}</h3><p>{Escaped(message.Statement)}</p>");
        if (message.Facts.Count > 0)
        {
            html.Append("<table>");
            message.Facts.ToList().ForEach(f => html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escaped(f.Name)}</td><td>{Escaped(f.Value)}</td></tr>"));
            html.Append("</table>");
        }

        if (message.Cause is { } cause)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>Leading cause: {Escaped(cause)}</p>");
        }

        foreach ((string heading, IReadOnlyList<(string Name, string Text)> said) in message.Examples)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p><b>Lowest: {Escaped(heading)}</b></p>");
            said.ToList().ForEach(s => html.Append(CultureInfo.InvariantCulture, $"<p>{Escaped(s.Name)}: {Escaped(s.Text)}</p>"));
        }

        if (message.Link is { } link)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{Escaped(link)}\">Open in Assay</a></p>");
        }

        return html.Append(CultureInfo.InvariantCulture, $"<p><small>{string.Join("<br>", message.Origin.Select(Escaped))}</small></p></body></html>").ToString();
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);

    private static void Part(StringBuilder mail, string boundary, string type, string text)
    {
        Line(mail, $"--{boundary}");
        Line(mail, $"Content-Type: {type}; charset=utf-8");
        Line(mail, "Content-Transfer-Encoding: base64");
        Line(mail, "");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int start = 0; start < bytes.Length; start += LineBytes)
        {
            Line(mail, Convert.ToBase64String(bytes.AsSpan(start, Math.Min(LineBytes, bytes.Length - start))));
        }
    }

    /// <summary>As encoded words (RFC 2047), each of whole characters, one on a line.</summary>
    private static string Encoded(string text)
    {
        var words = new List<string>();
        var word = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(utf8);
            if (word.Count + length > WordBytes)
            {
                words.Add(Word(word));
                word.Clear();
            }

            word.AddRange(utf8[..length]);
        }

        return string.Join("\r\n ", words.Append(Word(word)));
    }

    private static string Word(List<byte> utf8) => $"=?utf-8?B?{Convert.ToBase64String([.. utf8])}?=";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
