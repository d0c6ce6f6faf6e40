using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;
using Assay.Tests.Conventions;
using Assay.Tests.Surfacing.Alerts;

namespace Assay.Tests.Server.Outbound.Notices;

/// <summary>What docs/guides/notifications.md shows of each way is what is sent.</summary>
public sealed partial class NoticeSamplesTests
{
    private static readonly Uri Public = new("https://assay.example.com");

    [Fact]
    public void The_message_of_the_guide_is_the_one_that_is_sent()
    {
        JsonElement blocks = JsonElement.Parse(SlackMessage.Blocks(SomeIncident.Notice(), Public)).GetProperty("blocks");

        Assert.Equal(Sample("### Slack", "text"), string.Join("\n\n", blocks.EnumerateArray().Select(Shown)));
    }

    [Fact]
    public void The_mail_of_the_guide_is_the_one_that_is_sent()
    {
        string mail = Encoding.ASCII.GetString(NoticeMail.Write(SomeIncident.Notice(NoticeEvent.Closed), ["oncall@example.com"], "assay@example.com", Public));
        string subject = string.Concat(Word().Matches(mail).Select(m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups["word"].Value))));
        string id = Id().Match(mail).Value;
        string text = Encoding.UTF8.GetString(Convert.FromBase64String(mail.Split("\r\n\r\n")[2].Split("\r\n--")[0])).ReplaceLineEndings("\n");

        Assert.Equal(Sample("### Mail", "text"), $"Subject: {subject}\n{id}\n\n{text}".TrimEnd());
    }

    [Fact]
    public void The_document_of_the_guide_is_the_one_that_is_sent()
    {
        string sent = Encoding.UTF8.GetString(EventsJson.Write([new OutboxMessage.Alerted(SomeIncident.Notice())]));

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Sample("### Webhook", "json")), JsonElement.Parse(sent)), sent);
    }

    /// <summary>As people read it: a field's name and value on one line, and of a link what it is called.</summary>
    private static string Shown(JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "context" => string.Join('\n', block.GetProperty("elements").EnumerateArray().Select(e => e.GetProperty("text").GetString())),
        _ when block.TryGetProperty("fields", out JsonElement fields) => string.Join('\n', fields.EnumerateArray().Select(f => f.GetProperty("text").GetString()!.Replace("\n", ": ", StringComparison.Ordinal))),
        _ when block.GetProperty("text") is var text && text.GetProperty("type").GetString() == "mrkdwn" => text.GetProperty("text").GetString()!.Split('|')[1].TrimEnd('>'),
        _ => block.GetProperty("text").GetProperty("text").GetString()!.Replace("Leading cause\n", "Leading cause: ", StringComparison.Ordinal),
    };

    private static string Sample(string heading, string language)
    {
        string guide = Repository.Read("docs/guides/notifications.md").ReplaceLineEndings("\n");
        string section = guide[guide.IndexOf($"\n{heading}\n", StringComparison.Ordinal)..];
        return section.Split($"```{language}\n")[1].Split("\n```")[0];
    }

    [GeneratedRegex(@"=\?utf-8\?B\?(?<word>[^?]+)\?=", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"Message-ID: <[^>]+>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
