using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay alert test</c> against receivers on this machine.</summary>
public sealed class AlertTestTests
{
    [Fact]
    public async Task Every_receiver_is_told_and_what_came_of_it_is_said()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer slack = await ReceivingServer.StartAsync();
        await using var mail = new MailServer { Abilities = [] };
        folder.Write("assay.yaml", Configuration(slack, mail));
        Dictionary<string, string> environment = Environment(slack);

        AssayProcess.Finished all = await AssayProcess.RunAsync(folder.Path, environment, "alert", "test", "--public-url", "https://assay.example.com");
        AssayProcess.Finished one = await AssayProcess.RunAsync(folder.Path, environment, "alert", "test", "people", "--json");

        Assert.True(all.ExitCode == 0, all.ToString());
        Assert.Equal("team (slack): delivered\npeople (email): delivered\n", all.Output.ReplaceLineEndings("\n"));
        Assert.Equal((0, "people", "delivered"), (one.ExitCode, one.Json.GetProperty("receivers")[0].GetProperty("receiver").GetString(), one.Json.GetProperty("receivers")[0].GetProperty("result").GetString()));
        Assert.Contains("<https://assay.example.com/|Open in Assay>", JsonElement.Parse(Assert.Single(slack.Requests).Body).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, mail.Mails.Count);
    }

    [Fact]
    public async Task Where_one_is_not_reached_the_exit_code_tells()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => new ReceivingServer.Answer(404) { Body = "no_service"u8.ToArray() });
        await using var mail = new MailServer { Abilities = [] };
        folder.Write("assay.yaml", Configuration(slack, mail));

        AssayProcess.Finished ended = await AssayProcess.RunAsync(folder.Path, Environment(slack), "alert", "test");

        Assert.Equal(5, ended.ExitCode);
        Assert.StartsWith("team (slack): not delivered: answered 404: no_service. The incoming webhook is gone", ended.Output, StringComparison.Ordinal);
        Assert.Contains("people (email): delivered", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "alert test", "the configuration has no `notify:`")]
    [InlineData("notify: {team: {slack: {url_variable: NOT_SET}}}", "alert test", "the environment variable NOT_SET is not set. Set it to the address of an incoming webhook of Slack")]
    [InlineData("notify: {team: {slack: {url_file: nowhere}}}", "alert test", "notify.team.slack.url_file: nowhere cannot be read")]
    [InlineData("notify: {team: {slack: {url_variable: SLACK_WEBHOOK_URL}}}", "alert test taem", "`notify:` names no receiver `taem`. Did you mean `team`?")]
    [InlineData("notify: {team: {slack: {url_variable: SLACK_WEBHOOK_URL}}}", "alert test", "notify.team.slack.url_variable: what SLACK_WEBHOOK_URL holds speaks plain http")]
    [InlineData("notify: {team: {slack: {url_variable: SLACK_WEBHOOK_URL}}}", "alert test --public-url assay.example.com", "--public-url (`public_url`) is no address")]
    [InlineData("notify: {people: {email: {to: a@example.com, from: b@example.com, host: 127.0.0.1}}}", "alert test", "notify.people.email.host leads to 127.0.0.1, an address of a private network")]
    public async Task What_cannot_be_told_is_said_with_its_remedy(string configuration, string command, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", configuration);

        AssayProcess.Finished ended = await AssayProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["SLACK_WEBHOOK_URL"] = "http://127.0.0.1/services/hunter2" }, command.Split(' '));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", ended.ToString(), StringComparison.Ordinal);
    }

    private static string Configuration(ReceivingServer slack, MailServer mail) => $$$"""
        webhooks: {elsewhere: {url: "{{{slack.Address}}}", secret_variable: NOT_SET_AND_NOT_NEEDED, allow_private: true}}
        notify:
          team: {slack: {url_variable: SLACK_WEBHOOK_URL, allow_private: true}}
          people: {email: {to: a@example.com, from: b@example.com, host: 127.0.0.1, port: {{{mail.Port}}}, security: none, allow_private: true}}
        """;

    private static Dictionary<string, string> Environment(ReceivingServer slack) => new() { ["SLACK_WEBHOOK_URL"] = new Uri(slack.Address, "/services/x").ToString() };
}
