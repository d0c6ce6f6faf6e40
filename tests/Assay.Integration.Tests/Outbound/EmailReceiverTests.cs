using System.Text;
using Assay.Configuring;
using Assay.Integration.Tests.Contracts;
using Assay.Integration.Tests.Testing;
using Assay.Server.Outbound;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Outbound;

/// <summary>Mail by a mail server, as it goes well and as it does not.</summary>
public sealed class EmailReceiverTests
{
    private const string Password = "correct horse battery";

    private static readonly AlertNotice Notice = TestNotice.At(Material.Noon);

    private static string PlainLogin => $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0assay\0{Password}"))}";

    [Fact]
    public async Task A_mail_is_handed_over_after_the_connection_is_secret_and_the_server_knows_who_it_is()
    {
        await using var server = new MailServer();

        Delivery delivery = await SendAsync(server, "user: assay, password_variable: P");

        Assert.Equal(new Delivery.Done(), delivery);
        Assert.Equal(
            ["EHLO [127.0.0.1]", "STARTTLS", "TLS", "EHLO [127.0.0.1]", PlainLogin, "MAIL FROM:<assay@example.com>", "RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>", "DATA"], server.Commands);
        Assert.Equal(Encoding.ASCII.GetString(NoticeMail.Write(Notice, ["a@example.com", "b@example.com"], "assay@example.com", publicUrl: null)), Assert.Single(server.Mails));
    }

    [Fact]
    public async Task A_server_that_speaks_TLS_from_the_first_byte_is_spoken_to_so()
    {
        await using var server = new MailServer { SpeaksTls = true, Abilities = ["AUTH LOGIN"] };

        Assert.Equal(new Delivery.Done(), await SendAsync(server, "security: tls, user: assay, password_variable: P"));

        Assert.Equal(["TLS", "EHLO [127.0.0.1]", "AUTH LOGIN", "YXNzYXk=", Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))], server.Commands.Take(5));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task In_ones_own_network_mail_may_go_in_the_clear_where_that_is_asked_for()
    {
        await using var server = new MailServer { Abilities = [] };

        Assert.Equal(new Delivery.Done(), await SendAsync(server, "security: none"));

        Assert.Equal(["EHLO [127.0.0.1]", "MAIL FROM:<assay@example.com>"], server.Commands.Take(2));
    }

    [Fact]
    public async Task Where_TLS_is_not_offered_nothing_is_said()
    {
        await using var server = new MailServer { Abilities = ["AUTH PLAIN"] };

        Assert.Contains("offers no STARTTLS", Failed(await SendAsync(server, "user: assay, password_variable: P")), StringComparison.Ordinal);

        Assert.Equal(["EHLO [127.0.0.1]"], server.Commands);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_learns_nothing()
    {
        await using var server = new MailServer();

        Assert.Contains("certificate is not good for localhost", Failed(await SendAsync(server, "user: assay, password_variable: P", isTrusted: false)), StringComparison.Ordinal);

        Assert.Equal(["EHLO [127.0.0.1]", "STARTTLS"], server.Commands.Where(c => c != "TLS"));
    }

    [Fact]
    public async Task What_somebody_on_the_way_slipped_in_before_TLS_is_not_taken_for_the_servers_word()
    {
        await using var server = new MailServer { Answer = command => command == "STARTTLS" ? "220 go on\r\n250-mail.test\r\n250 AUTH PLAIN" : null };

        Assert.Contains("said more before TLS", Failed(await SendAsync(server, "user: assay, password_variable: P")), StringComparison.Ordinal);

        Assert.DoesNotContain(server.Commands, c => c.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_given_up_and_not_repeated_in_the_error()
    {
        await using var server = new MailServer { Answer = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? $"535 no: {Password} {command}" : null };

        string reason = Assert.IsType<Delivery.Refused>(await SendAsync(server, "user: assay, password_variable: P")).Reason;

        Assert.StartsWith("answered 535: no: [key]", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, reason, StringComparison.Ordinal);
        Assert.DoesNotContain(PlainLogin["AUTH PLAIN ".Length..], reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_it_cannot_take_now_is_tried_again_with_all_the_others_before_any_was_told()
    {
        await using var server = new MailServer { Answer = command => command.Contains("b@", StringComparison.Ordinal) ? "450 later" : null };

        Assert.Equal("answered 450: later", Failed(await SendAsync(server, "")));

        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Whom_it_will_never_take_keeps_the_mail_from_nobody_else()
    {
        await using var one = new MailServer { Answer = command => command.Contains("b@", StringComparison.Ordinal) ? "550 nobody here" : null };
        await using var all = new MailServer { Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 nobody here" : null };

        Assert.Equal("not sent to b@example.com: answered 550: nobody here", Assert.IsType<Delivery.Done>(await SendAsync(one, "")).Warning);
        Assert.Equal("answered 550: nobody here", Assert.IsType<Delivery.Refused>(await SendAsync(all, "")).Reason);

        Assert.Single(one.Mails);
        Assert.Empty(all.Mails);
    }

    [Theory]
    [InlineData("421 too busy", true)]
    [InlineData("554 spam", false)]
    [InlineData("SSH-2.0-OpenSSH_9.2", true)]
    public async Task What_it_says_of_the_mail_decides_whether_it_is_tried_again(string said, bool isTriedAgain)
    {
        await using var server = new MailServer { Answer = command => command == "the mail" ? said : null };

        Assert.Equal(isTriedAgain, await SendAsync(server, "") is Delivery.Failed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("STARTTLS")]
    [InlineData("the mail")]
    public async Task A_server_that_stops_answering_is_left_at_the_deadline(string at)
    {
        await using var server = new MailServer { Answer = command => command == at ? "" : null };

        Assert.Equal("not taken within 30 s", Failed(await SendAsync(server, "", clock: new QuickClock(60))));
    }

    [Fact]
    public async Task A_server_that_never_stops_talking_is_left()
    {
        await using var server = new MailServer { Answer = command => command.StartsWith("EHLO", StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat("250-more\r\n", 5_000)) : null };
        await using var line = new MailServer { Answer = command => command.StartsWith("EHLO", StringComparison.Ordinal) ? new string('2', 1_000_000) : null };

        Assert.Contains("is not SMTP", Failed(await SendAsync(server, "")), StringComparison.Ordinal);
        Assert.Contains("is not SMTP", Failed(await SendAsync(line, "")), StringComparison.Ordinal);
    }

    private static string Failed(Delivery delivery) => Assert.IsType<Delivery.Failed>(delivery).Error;

    private static async Task<Delivery> SendAsync(MailServer server, string more, bool isTrusted = true, TimeProvider? clock = null)
    {
        AssayFile file = AssayFileReader.ReadOrThrow(
            "assay.yaml", $"notify: {{people: {{email: {{to: [a@example.com, b@example.com], from: assay@example.com, host: localhost, port: {server.Port}, allow_private: true{(more.Length > 0 ? $", {more}" : "")}}}}}}}",
            _ => throw new FileNotFoundException());
        using Receivers receivers = Receivers.Open(file, new Receivers.Surroundings("", clock ?? TimeProvider.System, _ => Password) { Trust = isTrusted ? server.Trust : null });
        return await receivers.All[0].Receiver.SendAsync([new OutboxMessage.Alerted(Notice)], TestContext.Current.CancellationToken);
    }
}
