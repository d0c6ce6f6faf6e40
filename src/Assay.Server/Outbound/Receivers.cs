using System.Net;
using System.Security.Cryptography.X509Certificates;
using Assay.Configuring;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound;

/// <summary>Opens the ways to the receivers that the configuration names.</summary>
public sealed class Receivers : IDisposable
{
    private readonly List<OutboundClient> _clients = [];

    private Receivers()
    {
    }

    public IReadOnlyList<(IReceiver Receiver, ReceiverRule Rule)> All { get; private set; } = [];

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="folder">What paths in the configuration are relative to.</param>
    /// <param name="publicUrl">From where the dashboard is seen by those who are told; null: it is not known.</param>
    /// <exception cref="ConfigurationException">A secret is not there, or an address can never be reached.</exception>
    public static Receivers Open(AssayFile file, string folder, Uri? publicUrl, TimeProvider clock) =>
        Open(file, new Surroundings(folder, clock, Environment.GetEnvironmentVariable) { PublicUrl = publicUrl });

    internal static Receivers Open(AssayFile file, Surroundings surroundings)
    {
        var receivers = new Receivers();
        try
        {
            receivers.All = [.. receivers.OfVerdicts(file, surroundings), .. file.Notify.Select(n => (receivers.OfNotices(n, surroundings), new ReceiverRule(n.Name) { IsOfNotices = true }))];
            return receivers;
        }
        catch
        {
            receivers.Dispose();
            throw;
        }
    }

    public void Dispose() => _clients.ForEach(c => c.Dispose());

    private IEnumerable<(IReceiver, ReceiverRule)> OfVerdicts(AssayFile file, Surroundings surroundings)
    {
        if (file.Otlp is { } otlp)
        {
            OtlpTarget target = OtlpTarget.Of(otlp, surroundings.Environment);
            ThrowIfForbidden("export.otlp.endpoint", target.Url.IdnHost, otlp.AllowPrivate);
            var receiver = new OtlpReceiver(target, Client(otlp.AllowPrivate, surroundings));
            yield return (receiver, new ReceiverRule(receiver.Name) { Judges = otlp.Judges });
        }

        foreach (WebhookSettings webhook in file.Webhooks)
        {
            WebhookReceiver receiver = Webhook($"webhooks.{webhook.Name}.url", webhook, surroundings);
            yield return (receiver, new ReceiverRule(receiver.Name) { Judges = webhook.Judges, Below = webhook.Below });
        }
    }

    private IReceiver OfNotices(NotifySettings settings, Surroundings surroundings) => settings switch
    {
        NotifySettings.Slack slack => new SlackReceiver(slack.Name, SlackUrl(slack, surroundings), surroundings.PublicUrl, Client(slack.AllowPrivate, surroundings), surroundings.Clock),
        NotifySettings.Webhook webhook => Webhook($"notify.{webhook.Name}.webhook.url", webhook.Target, surroundings),
        NotifySettings.Email email => Email(email, surroundings),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), "a kind of receiver that is not known"),
    };

    private WebhookReceiver Webhook(string place, WebhookSettings settings, Surroundings surroundings)
    {
        ThrowIfForbidden(place, settings.Url.IdnHost, settings.AllowPrivate);
        var keys = new[] { settings.Secret, settings.PreviousSecret }.OfType<SecretPlace>().Select(s => WebhookSecret.ReadOrThrow(s, surroundings.Folder, surroundings.Environment));
        return new WebhookReceiver(settings, new WebhookSigner([.. keys]), Client(settings.AllowPrivate, surroundings), surroundings.Clock);
    }

    private static Uri SlackUrl(NotifySettings.Slack settings, Surroundings surroundings)
    {
        string text = SecretText.ReadOrThrow(settings.Url, "Set it to the address of an incoming webhook of Slack, https://hooks.slack.com/services/...", surroundings.Folder, surroundings.Environment);
        if (OutboundUrl.Problem(text, settings.AllowPrivate) is { } problem)
        {
            throw new ConfigurationException($"{settings.Url.Key}: what {settings.Url.Variable ?? settings.Url.File} holds {problem}");
        }

        var url = new Uri(text);
        ThrowIfForbidden(settings.Url.Key, url.IdnHost, settings.AllowPrivate);
        return url;
    }

    private static EmailReceiver Email(NotifySettings.Email settings, Surroundings surroundings)
    {
        ThrowIfForbidden($"notify.{settings.Name}.email.host", settings.Host, settings.AllowPrivate);
        string? password = settings.Password is { } place
            ? SecretText.ReadOrThrow(place, $"Set it to the password of {settings.User}.", surroundings.Folder, surroundings.Environment)
            : null;
        var connection = new GuardedConnection(settings.AllowPrivate, surroundings.Resolve);
        return new EmailReceiver(settings, password, surroundings.PublicUrl, connection, surroundings.Clock) { Trust = surroundings.Trust };
    }

    private OutboundClient Client(bool allowPrivate, Surroundings surroundings)
    {
        var client = new OutboundClient(allowPrivate, surroundings.Clock, surroundings.Resolve);
        _clients.Add(client);
        return client;
    }

    /// <summary>Where a number is written for a host, nobody has to wait for the first delivery to learn of it.</summary>
    private static void ThrowIfForbidden(string place, string host, bool allowPrivate)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && AddressReach.Of(address) is var reach && (reach == Reach.Never || (reach == Reach.Private && !allowPrivate)))
        {
            throw new ConfigurationException(reach == Reach.Never
                ? $"{place} leads to {address}, which no receiver can have."
                : $"{place} leads to {address}, an address of a private network. Write `allow_private: true` if the receiver is yours.");
        }
    }

    /// <param name="Environment">The variables of the process.</param>
    internal sealed record Surroundings(string Folder, TimeProvider Clock, Func<string, string?> Environment)
    {
        public Uri? PublicUrl { get; init; }

        /// <summary>Gives the addresses of a name.</summary>
        public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

        /// <summary>Which mail servers' certificates are good; null: those that this machine trusts.</summary>
        public X509ChainPolicy? Trust { get; init; }
    }
}
