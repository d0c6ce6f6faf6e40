using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed partial class NotifyReaderTests
{
    [Fact]
    public void Receivers_are_read()
    {
        AssayFile file = Read("""
            public_url: https://assay.example.com
            notify:
              team: {slack: {url_variable: SLACK_WEBHOOK_URL}}
              inside: {slack: {url_file: secrets/chat, allow_private: true}}
              pager: {webhook: {url: https://hooks.example.com/assay, secret_variable: S, previous_secret_file: old}}
              people:
                email:
                  to: [oncall@example.com, team@example.com]
                  from: assay@example.com
                  host: smtp.example.com
                  user: assay
                  password_variable: SMTP_PASSWORD
              relay: {email: {to: a@example.com, from: b@example.com, host: 10.0.0.5, port: 2525, security: none, allow_private: true}}
              old: {email: {to: a@example.com, from: b@example.com, host: mail.example.com, security: tls}}
            """);

        Assert.Empty(file.Diagnostics);
        Assert.Equal("https://assay.example.com", file.Options["public_url"]);
        Assert.Equal(["team", "inside", "pager", "people", "relay", "old"], file.Notify.Select(n => n.Name));
        Assert.Equal(new SecretPlace("notify.team.slack.url_variable", "SLACK_WEBHOOK_URL", null), Assert.IsType<NotifySettings.Slack>(file.Notify[0]).Url);
        Assert.Equal((new SecretPlace("notify.inside.slack.url_file", null, "secrets/chat"), true), (Assert.IsType<NotifySettings.Slack>(file.Notify[1]).Url, file.Notify[1].AllowPrivate));
        WebhookSettings pager = Assert.IsType<NotifySettings.Webhook>(file.Notify[2]).Target;
        Assert.Equal(("pager", "https://hooks.example.com/assay", 1, "S", "old"), (pager.Name, pager.Url.ToString(), pager.Batch, pager.Secret.Variable, pager.PreviousSecret!.File));
        NotifySettings.Email people = Assert.IsType<NotifySettings.Email>(file.Notify[3]);
        Assert.Equal(["oncall@example.com", "team@example.com"], people.To);
        Assert.Equal(("assay@example.com", "smtp.example.com", 587, MailSecurity.StartTls, "assay"), (people.From, people.Host, people.Port, people.Security, people.User));
        Assert.Equal(new SecretPlace("notify.people.email.password_variable", "SMTP_PASSWORD", null), people.Password);
        Assert.Equal((2525, MailSecurity.None), (Assert.IsType<NotifySettings.Email>(file.Notify[4]).Port, ((NotifySettings.Email)file.Notify[4]).Security));
        Assert.Equal((465, MailSecurity.Tls), (Assert.IsType<NotifySettings.Email>(file.Notify[5]).Port, ((NotifySettings.Email)file.Notify[5]).Security));
    }

    [Theory]
    [InlineData("notify:\n  a: {}\n", 2, 6, "`notify.a` says no way to its receiver. Write `slack:`, `webhook:` or `email:`")]
    [InlineData("notify:\n  a: {slack: {url_variable: U}, email: {to: a@b.example, from: a@b.example, host: h.example}}\n", 2, 6, "has slack and email")]
    [InlineData("notify:\n  a: {slak: {url_variable: U}}\n", 2, 7, "Did you mean `slack`?")]
    [InlineData("notify:\n  a: {slack: {}}\n", 2, 14, "`notify.a.slack.url_variable` is missing")]
    [InlineData("notify:\n  a: {slack: {url_variable: U, url_file: f}}\n", 2, 42, "are both given")]
    [InlineData("notify:\n  a: {slack: {url_variabel: U, url_variable: U}}\n", 2, 15, "Did you mean `url_variable`?")]
    [InlineData("notify:\n  a: {webhook: {secret_variable: S}}\n", 2, 16, "`notify.a.webhook.url` is missing")]
    [InlineData("notify:\n  a: {webhook: {url: \"https://x.example\"}}\n", 2, 16, "`notify.a.webhook.secret_variable` is missing")]
    [InlineData("notify:\n  a: {webhook: {url: \"http://x.example\", secret_variable: S}}\n", 2, 22, "speaks plain http")]
    [InlineData("notify:\n  a: {webhook: {url: \"https://x.example\", secret_variable: S, batch: 5}}\n", 2, 63, "unknown key `notify.a.webhook.batch`")]
    [InlineData("notify:\n  a: {email: {from: a@b.example, host: h.example}}\n", 2, 14, "`notify.a.email.to` is missing")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, host: h.example}}\n", 2, 14, "`notify.a.email.from` is missing")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example}}\n", 2, 14, "`notify.a.email.host` is missing")]
    [InlineData("notify:\n  a: {email: {to: [a@b.example, nobody], from: a@b.example, host: h.example}}\n", 2, 33, "`notify.a.email.to` has what is no plain mail address")]
    [InlineData("notify:\n  a: {email: {to: \"Ann <a@b.example>\", from: a@b.example, host: h.example}}\n", 2, 19, "no plain mail address")]
    [InlineData("notify:\n  a: {email: {to: \"a@b.example\\r\\nBcc: x@y.example\", from: a@b.example, host: h.example}}\n", 2, 19, "no plain mail address")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: \"a@b.example,c@d.example\", host: h.example}}\n", 2, 38, "`notify.a.email.from` has what is no plain mail address")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example, host: \"h.example:25\"}}\n", 2, 57, "is no name of a server")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example, host: h.example, security: ssl}}\n", 2, 78, "Known: starttls, tls, none")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example, host: h.example, port: 0}}\n", 2, 74, "from 1 to 65535")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example, host: h.example, user: u}}\n", 2, 74, "`notify.a.email.password_variable` is missing")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example, host: h.example, password_variable: P}}\n", 2, 87, "`notify.a.email.user` is missing")]
    [InlineData("notify:\n  a: {email: {to: a@b.example, from: a@b.example, host: h.example, security: none, user: u, password_variable: P}}\n", 2, 78, "anybody on the way could read the password")]
    [InlineData("webhooks:\n  a: {url: \"https://x.example/\", secret_variable: S}\nnotify:\n  a: {slack: {url_variable: U}}\n", 4, 6, "the name a is taken by `webhooks.a`")]
    [InlineData("notify:\n  otlp: {slack: {url_variable: U}}\n", 2, 9, "the name otlp is taken by `export.otlp`")]
    public void An_error_names_line_column_and_remedy(string yaml, long line, long column, string message)
    {
        Diagnostic found = Assert.Single(Read(yaml).Diagnostics, d => d.Message.Contains(message, StringComparison.Ordinal));

        Assert.Equal((Severity.Error, line, column), (found.Severity, found.Line, found.Column));
    }

    [Theory]
    [InlineData("notify: {a: {slack: {url: \"https://hooks.slack.com/services/T1/B1/hunter2\"}}}", "`url_variable`")]
    [InlineData("notify: {a: {email: {to: a@b.example, from: a@b.example, host: h.example, user: u, password: hunter2}}}", "`password_variable`")]
    public void A_secret_in_the_file_is_refused_and_not_repeated(string yaml, string remedy)
    {
        IReadOnlyList<Diagnostic> findings = Read(yaml).Diagnostics;

        Assert.Contains(findings, f => f.Severity == Severity.Error && f.Message.Contains(remedy, StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("notify: {a: {zzzzzzzzzzzz: 1}}\n", "notify")]
    [InlineData("notify: {a: {slack: {zzzzzzzzzzzz: 1}}}\n", "slack_notify")]
    [InlineData("notify: {a: {webhook: {zzzzzzzzzzzz: 1}}}\n", "webhook_notify")]
    [InlineData("notify: {a: {email: {zzzzzzzzzzzz: 1}}}\n", "email_notify")]
    public void The_schema_names_the_keys_that_are_read(string yaml, string definition)
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty(definition);
        Diagnostic unknown = Assert.Single(Read(yaml).Diagnostics, d => d.Message.Contains("zzzzzzzzzzzz", StringComparison.Ordinal));

        Assert.Equal(
            KnownKeys().Match(unknown.Message).Groups["keys"].Value.Split(", "),
            schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => throw new FileNotFoundException("no such file"));

    [GeneratedRegex(@"Known here: (?<keys>.+)\.$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KnownKeys();
}
