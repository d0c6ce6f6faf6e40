using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Alerts;
using Assay.Tests.Surfacing.Alerts;

namespace Assay.Tests.Server.Outbound.Notices;

public sealed partial class SlackMessageTests
{
    private static readonly Uri Public = new("https://assay.example.com/quality/");
    private static readonly string Link = $"<https://assay.example.com/quality/alerts/incidents/{SomeIncident.Opened().Id}|Open in Assay>";

    [Fact]
    public void An_opened_incident_is_told_with_its_figure_its_lowest_responses_and_its_cause()
    {
        JsonElement message = JsonElement.Parse(SlackMessage.Blocks(SomeIncident.Notice(), Public));

        JsonElement[] blocks = [.. message.GetProperty("blocks").EnumerateArray()];
        string[] said = [.. TextsOf(message.GetProperty("blocks")).Select(t => t.GetProperty("text").GetString()!)];
        Assert.Equal("header", blocks[0].GetProperty("type").GetString());
        Assert.Equal("context", blocks[^1].GetProperty("type").GetString());
        Assert.Equal(
            [
                "Alert: refund-quality", "overall fell from 4.21 to 3.87 since v3",
                "Now\n3.87 (3.80 to 3.94), n 1,204", "Before\n4.21 (4.18 to 4.24), n 9,000", "Change\n−0.34 (−0.41 to −0.27)", "Criterion\noverall", "Slice\nroute=refunds", "Since release\nv3",
                "Leading cause\nroute=refunds, language=de explains 62.0 % (51.0 % to 73.0 %) of it; 412 responses",
                "Lowest 1: 1.00 · chat-1\nAsked: Where is my refund?\nAnswered: Refunds take time.\nJudge: It evades the question.", "Lowest 2: 1.00 · chat-2\nAsked: When?\nAnswered: Soon.",
                "Lowest 3: 2.00 · chat-3", "Lowest 4: 2.00 · chat-4", "Lowest 5: 2.00 · chat-5", Link,
                "Judge quality, version 4a571755eaa6be37", "Responses from 2026-05-04 06:00 UTC to 2026-05-04 12:00 UTC", "Told at 2026-05-04 12:00 UTC", $"Notice {SomeIncident.Notice().Id}",
            ],
            said);
        Assert.Equal("Alert: refund-quality\noverall fell from 4.21 to 3.87 since v3", message.GetProperty("text").GetString());
    }

    [Fact]
    public void A_closed_incident_is_told_with_how_it_is_now_and_how_long_it_was_open()
    {
        string[] said = [.. TextsOf(JsonElement.Parse(SlackMessage.Blocks(SomeIncident.Notice(NoticeEvent.Closed), publicUrl: null)).GetProperty("blocks")).Select(t => t.GetProperty("text").GetString()!)];

        Assert.Equal(["Closed: refund-quality", "overall is 4.2 again", "Now\n4.20 (4.10 to 4.30), n 800"], said.Take(3));
        Assert.Contains("Was open for\n2 h", said);
        Assert.DoesNotContain(said, t => t.Contains("Lowest", StringComparison.Ordinal) || t.Contains("Leading", StringComparison.Ordinal) || t.Contains("Open in Assay", StringComparison.Ordinal));
    }

    [Fact]
    public void A_test_says_that_it_is_one()
    {
        JsonElement message = JsonElement.Parse(SlackMessage.Blocks(TestNotice.At(SomeIncident.At), Public));

        Assert.StartsWith("Test: assay\nThis is a test, sent by hand.", message.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("<https://assay.example.com/quality/|Open in Assay>", TextsOf(message).Select(t => t.GetProperty("text").GetString()));
    }

    [Fact]
    public void Without_blocks_the_text_says_the_same_with_the_link()
    {
        JsonElement message = JsonElement.Parse(SlackMessage.PlainText(SomeIncident.Notice(), Public));

        Assert.False(message.TryGetProperty("blocks", out _));
        Assert.Equal($"Alert: refund-quality\noverall fell from 4.21 to 3.87 since v3\n{Link}", message.GetProperty("text").GetString());
    }

    [Fact]
    public void There_are_enough_hostile_texts() => Assert.InRange(HostileNotices.All.Count, 250, int.MaxValue);

    [Fact]
    public void Whatever_others_wrote_pings_nobody_links_nowhere_and_fits()
    {
        foreach (string text in HostileNotices.All)
        {
            foreach (NoticeEvent happened in Enum.GetValues<NoticeEvent>())
            {
                AlertNotice notice = SomeIncident.Everywhere(text, happened);
                AssertHarmless(SlackMessage.Blocks(notice, Public));
                AssertHarmless(SlackMessage.PlainText(notice, Public));
            }
        }
    }

    [Fact]
    public void Long_texts_are_shortened_and_names_stay()
    {
        AlertNotice notice = SomeIncident.Notice() with { Texts = SomeIncident.Opened().Opening.Worst.ToDictionary(w => w.ResponseId, _ => new NoticeText(new('x', 2000), new('ü', 2000), new('&', 2000)), StringComparer.Ordinal) };

        byte[] body = SlackMessage.Blocks(notice, Public);

        Assert.InRange(body.Length, 4_000, SlackMessage.Longest);
        Assert.Equal(5, TextsOf(JsonElement.Parse(body)).Count(t => t.GetProperty("text").GetString()!.StartsWith("Lowest ", StringComparison.Ordinal)));
    }

    private static void AssertHarmless(byte[] body)
    {
        Assert.InRange(body.Length, 1, SlackMessage.Longest);
        JsonElement message = JsonElement.Parse(body);
        Assert.Equal((false, "none", false, false, false), (message.GetProperty("mrkdwn").GetBoolean(), message.GetProperty("parse").GetString(), message.GetProperty("link_names").GetBoolean(),
            message.GetProperty("unfurl_links").GetBoolean(), message.GetProperty("unfurl_media").GetBoolean()));
        string plain = message.GetProperty("text").GetString()!;
        AssertInert(LinkOf(plain) is { } ours ? plain.Replace(ours, "", StringComparison.Ordinal) : plain, longest: 3_300);
        if (!message.TryGetProperty("blocks", out JsonElement blocks))
        {
            return;
        }

        Assert.InRange(blocks.GetArrayLength(), 2, 50);
        AssertInert(blocks[0].GetProperty("text").GetProperty("text").GetString()!, longest: 150);
        foreach (JsonElement text in TextsOf(blocks))
        {
            if (text.GetProperty("type").GetString() == "mrkdwn")
            {
                Assert.True(text.GetProperty("verbatim").GetBoolean());
                Assert.Equal(text.GetProperty("text").GetString(), LinkOf(text.GetProperty("text").GetString()!));
            }
            else
            {
                Assert.Equal(("plain_text", false), (text.GetProperty("type").GetString(), text.GetProperty("emoji").GetBoolean()));
                AssertInert(text.GetProperty("text").GetString()!, longest: 3_000);
            }
        }

        Assert.All(blocks.EnumerateArray().Where(b => b.TryGetProperty("fields", out _)), b => Assert.InRange(b.GetProperty("fields").GetArrayLength(), 1, 10));
        Assert.All(blocks.EnumerateArray().Where(b => b.TryGetProperty("elements", out _)), b => Assert.InRange(b.GetProperty("elements").GetArrayLength(), 1, 10));
    }

    /// <summary>Nothing in it is markup of Slack's, and nothing looks like what a client makes a link or a mention of.</summary>
    private static void AssertInert(string text, int longest)
    {
        Assert.InRange(text.Length, 1, longest);
        Assert.DoesNotContain('<', text);
        Assert.DoesNotContain('>', text);
        Assert.DoesNotMatch(LooseAmpersand(), text);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c is not ('\n' or '\t'));
        Assert.DoesNotMatch(Linked(), WebUtility.HtmlDecode(text));
    }

    private static string? LinkOf(string text) => OurLink().Match(text) is { Success: true } found ? found.Value : null;

    /// <summary>Every object that has a text and says of what type it is.</summary>
    private static IEnumerable<JsonElement> TextsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.Object when json.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String && json.TryGetProperty("type", out _) => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => TextsOf(p.Value)),
        _ => [],
    };

    [GeneratedRegex(@"&(?!(amp|lt|gt);)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LooseAmpersand();

    [GeneratedRegex(@"[A-Za-z]:/|[\p{L}\p{N}_-][.。．｡]\p{L}{2}|(^|\W)@\w|\w@\w|(^|\s)#[\p{L}_]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Linked();

    [GeneratedRegex(@"<https://assay\.example\.com/quality/[a-z/0-9-]*\|Open in Assay>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OurLink();
}
