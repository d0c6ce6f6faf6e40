using System.Text;
using System.Text.RegularExpressions;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Alerts;
using Assay.Tests.Surfacing.Alerts;

namespace Assay.Tests.Server.Outbound.Notices;

public sealed partial class NoticeMailTests
{
    private static readonly Uri Public = new("https://assay.example.com");
    private static readonly string[] To = ["oncall@example.com", "team@example.com"];

    [Fact]
    public void A_mail_says_it_in_plain_text_and_in_html()
    {
        (Dictionary<string, string> headers, string text, string html) = Read(NoticeMail.Write(SomeIncident.Notice(), To, "assay@example.com", Public));

        Assert.Equal(("Assay <assay@example.com>", "oncall@example.com, team@example.com", "Mon, 04 May 2026 12:00:00 +0000"), (headers["From"], headers["To"], headers["Date"]));
        Assert.Equal("Alert: refund-quality - overall fell from 4.21 to 3.87 since v3", Decoded(headers["Subject"]));
        Assert.Equal(("auto-generated", "1.0"), (headers["Auto-Submitted"], headers["MIME-Version"]));
        string[] told = ["overall fell from 4.21 to 3.87 since v3", "3.87 (3.80 to 3.94), n 1,204", "route=refunds, language=de explains", "1.00 · chat-1", "Where is my refund?", "It evades the question.", "https://assay.example.com/alerts/incidents/", $"Notice {SomeIncident.Notice().Id}"];
        Assert.All(told, t => Assert.Contains(t, text, StringComparison.Ordinal));
        Assert.All(told, t => Assert.Contains(t, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_the_same_mail_under_the_same_id_when_it_is_sent_again_and_stands_with_the_other_of_its_incident()
    {
        byte[] opened = NoticeMail.Write(SomeIncident.Notice(), To, "assay@example.com", Public);
        AlertNotice closing = SomeIncident.Notice(NoticeEvent.Closed) with { Id = new Guid("019e0b5c-7c40-7a3e-9d7e-2f0c9d1b6aff") };
        Dictionary<string, string> closed = Read(NoticeMail.Write(closing, To, "assay@example.com", Public)).Headers;

        Assert.Equal(opened, NoticeMail.Write(SomeIncident.Notice(), To, "assay@example.com", Public));
        Assert.Equal("<019e0b5c7c407a3e9d7e2f0c9d1b6a55@example.com>", Read(opened).Headers["Message-ID"]);
        Assert.NotEqual(Read(opened).Headers["Message-ID"], closed["Message-ID"]);
        Assert.Equal(Read(opened).Headers["References"], closed["References"]);
    }

    [Fact]
    public void Whatever_others_wrote_begins_no_header_ends_no_mail_and_links_nowhere()
    {
        foreach (string hostile in HostileNotices.All)
        {
            byte[] mail = NoticeMail.Write(SomeIncident.Everywhere(hostile), To, "assay@example.com", Public);
            string[] lines = Encoding.ASCII.GetString(mail).Split("\r\n");
            (Dictionary<string, string> headers, string text, string html) = Read(mail);

            Assert.All(mail, b => Assert.True(b is (>= 32 and < 127) or 13 or 10));
            Assert.All(lines, l => Assert.True(l.Length <= 78 && !l.StartsWith('.') && !l.Contains('\r', StringComparison.Ordinal) && !l.Contains('\n', StringComparison.Ordinal)));
            Assert.Equal(["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "References", "Subject", "To"], headers.Keys.Order(StringComparer.Ordinal));
            string ours = $"https://assay.example.com/alerts/incidents/{SomeIncident.Opened().Id}";
            Assert.DoesNotMatch(Linked(), text.Replace(ours, "", StringComparison.Ordinal));
            Assert.Equal([$"<a href=\"{ours}\">"], Tag().Matches(html).Select(m => m.Value).Where(t => !Plain.Contains(t, StringComparer.Ordinal)));
        }
    }

    private static readonly string[] Plain = ["<!doctype html>", .. ((string[])["html", "body", "h3", "p", "table", "tr", "td", "b", "small", "a", "br"]).SelectMany(t => new[] { $"<{t}>", $"</{t}>" })];

    private static (Dictionary<string, string> Headers, string Text, string Html) Read(byte[] mail)
    {
        string all = Encoding.ASCII.GetString(mail);
        int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Dictionary<string, string> headers = all[..end].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").Select(l => l.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.Ordinal);
        string boundary = Boundary().Match(headers["Content-Type"]).Groups["boundary"].Value;
        string[] parts = all[(end + 4)..].Split($"--{boundary}");
        Assert.Equal(("", "--\r\n"), (parts[0], parts[^1]));
        Assert.Equal(4, parts.Length);
        return (headers, Body(parts[1], "text/plain"), Body(parts[2], "text/html"));
    }

    private static string Body(string part, string type)
    {
        string[] sides = part.Split("\r\n\r\n", 2);
        Assert.Equal($"\r\nContent-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: base64", sides[0]);
        return Encoding.UTF8.GetString(Convert.FromBase64String(sides[1]));
    }

    /// <summary>RFC 2047.</summary>
    private static string Decoded(string header) => string.Concat(header.Split(' ').Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));

    [GeneratedRegex("boundary=\"(?<boundary>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[A-Za-z]:/|[\p{L}\p{N}_-][.。．｡]\p{L}{2}|\w@\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Linked();
}
