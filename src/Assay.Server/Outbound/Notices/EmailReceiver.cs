using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Assay.Configuring;
using Assay.Providers.Errors;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound.Notices;

/// <summary>Tells people by mail, through a mail server that takes it.</summary>
/// <param name="password">Null: the server asks for none.</param>
internal sealed class EmailReceiver(NotifySettings.Email settings, string? password, Uri? publicUrl, GuardedConnection connection, TimeProvider clock) : IReceiver
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private const int LongestError = 200;

    private readonly string[] _secrets = password is null ? [] : [password, Base64(password), Plain(settings.User!, password)];

    /// <summary>Whose certificates are good; null: those that this machine trusts.</summary>
    public X509ChainPolicy? Trust { get; init; }

    public string Name => settings.Name;

    public string Channel => "email";

    public int Batch => NotifySettings.Batch;

    public async Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages is not [OutboxMessage.Alerted { Notice: var notice }])
        {
            return new Delivery.Refused("a verdict, of which this receiver is not told", IsAboutContent: true);
        }

        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await SendAsync(notice, either.Token);
        }
        catch (SmtpRefusedException e) when (e.IsForGood)
        {
            return new Delivery.Refused(Cleaned(e.Message), IsAboutContent: true);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new Delivery.Failed(Cleaned(
                deadline.IsCancellationRequested ? FormattableString.Invariant($"not taken within {Deadline.TotalSeconds:0} s")
                : e is SmtpRefusedException or ForbiddenAddressException ? e.Message
                : e is AuthenticationException ? $"the mail server's certificate is not good for {settings.Host}: {e.Message}"
                : $"the mail server cannot be reached: {e.Message}"));
        }
    }

    private async Task<Delivery> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        await using var server = new SmtpDialogue(await connection.ConnectAsync(settings.Host, settings.Port, isPlain: settings.Security == MailSecurity.None, cancellationToken));
        await BeginAsync(server, cancellationToken);
        (await server.AskAsync($"MAIL FROM:<{settings.From}>", cancellationToken)).ThrowUnless(250);
        var refused = new List<string>();
        foreach (string address in settings.To)
        {
            SmtpReply reply = await server.AskAsync($"RCPT TO:<{address}>", cancellationToken);
            // Whom it cannot take now it may take later, and nothing has been sent yet. Whom it will never take must not keep it from the others.
            if (reply.Code is >= 500 and < 600 && refused.Count < settings.To.Count - 1)
            {
                refused.Add($"{address}: {reply}");
            }
            else
            {
                reply.ThrowUnless(250, 251);
            }
        }

        (await server.AskAsync("DATA", cancellationToken)).ThrowUnless(354);
        (await server.SendAsync(NoticeMail.Write(notice, settings.To, settings.From, publicUrl), cancellationToken)).ThrowUnless(250);
        return new Delivery.Done(refused.Count == 0 ? null : Cleaned($"not sent to {string.Join("; ", refused)}"));
    }

    private async Task BeginAsync(SmtpDialogue server, CancellationToken cancellationToken)
    {
        if (settings.Security == MailSecurity.Tls)
        {
            await server.SecureAsync(settings.Host, Trust, cancellationToken);
        }

        (await server.ReadAsync(cancellationToken)).ThrowUnless(220);
        await server.GreetAsync(cancellationToken);
        if (settings.Security == MailSecurity.StartTls)
        {
            if (!server.Abilities.Contains("STARTTLS"))
            {
                throw new SmtpRefusedException(new SmtpReply(0, ["the mail server offers no STARTTLS. Write `security: tls` if it speaks TLS from the start"]));
            }

            (await server.AskAsync("STARTTLS", cancellationToken)).ThrowUnless(220);
            await server.SecureAsync(settings.Host, Trust, cancellationToken);
            await server.GreetAsync(cancellationToken);
        }

        if (settings.User is { } user)
        {
            await LogInAsync(server, user, cancellationToken);
        }
    }

    private async Task LogInAsync(SmtpDialogue server, string user, CancellationToken cancellationToken)
    {
        string[] ways = [.. server.Abilities.Where(a => a.StartsWith("AUTH ", StringComparison.Ordinal)).SelectMany(a => a.Split(' '))];
        if (ways.Contains("PLAIN") || !ways.Contains("LOGIN"))
        {
            (await server.AskAsync($"AUTH PLAIN {Plain(user, password!)}", cancellationToken)).ThrowUnless(235);
            return;
        }

        (await server.AskAsync("AUTH LOGIN", cancellationToken)).ThrowUnless(334);
        (await server.AskAsync(Base64(user), cancellationToken)).ThrowUnless(334);
        (await server.AskAsync(Base64(password!), cancellationToken)).ThrowUnless(235);
    }

    private string Cleaned(string text) => SafeText.Clean(text, _secrets, LongestError);

    private static string Plain(string user, string password) => Base64($"\0{user}\0{password}");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
