using System.Net;
using Assay.Configuring;
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
    /// <param name="environment">Null for that of the process.</param>
    /// <exception cref="ConfigurationException">A secret is not there, or an address can never be reached.</exception>
    public static Receivers Open(AssayFile file, string folder, TimeProvider clock, Func<string, string?>? environment = null) =>
        Open(file, folder, clock, environment ?? Environment.GetEnvironmentVariable, resolve: null);

    internal static Receivers Open(
        AssayFile file, string folder, TimeProvider clock, Func<string, string?> environment, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        var receivers = new Receivers();
        try
        {
            receivers.All = [.. receivers.Open(file, new Surroundings(folder, clock, environment, resolve))];
            return receivers;
        }
        catch
        {
            receivers.Dispose();
            throw;
        }
    }

    public void Dispose() => _clients.ForEach(c => c.Dispose());

    private IEnumerable<(IReceiver, ReceiverRule)> Open(AssayFile file, Surroundings surroundings)
    {
        if (file.Otlp is { } otlp)
        {
            OtlpTarget target = OtlpTarget.Of(otlp, surroundings.Environment);
            ThrowIfForbidden("export.otlp.endpoint", target.Url, otlp.AllowPrivate);
            var receiver = new OtlpReceiver(target, Client(otlp.AllowPrivate, surroundings));
            yield return (receiver, new ReceiverRule(receiver.Name) { Judges = otlp.Judges });
        }

        foreach (WebhookSettings webhook in file.Webhooks)
        {
            ThrowIfForbidden($"webhooks.{webhook.Name}.url", webhook.Url, webhook.AllowPrivate);
            var keys = new[] { webhook.Secret, webhook.PreviousSecret }.OfType<SecretPlace>().Select(s => WebhookSecret.ReadOrThrow(s, surroundings.Folder, surroundings.Environment));
            var receiver = new WebhookReceiver(webhook, new WebhookSigner([.. keys]), Client(webhook.AllowPrivate, surroundings), surroundings.Clock);
            yield return (receiver, new ReceiverRule(receiver.Name) { Judges = webhook.Judges, Below = webhook.Below });
        }
    }

    private OutboundClient Client(bool allowPrivate, Surroundings surroundings)
    {
        var client = new OutboundClient(allowPrivate, surroundings.Clock, surroundings.Resolve);
        _clients.Add(client);
        return client;
    }

    /// <summary>Where a number is written for a host, nobody has to wait for the first delivery to learn of it.</summary>
    private static void ThrowIfForbidden(string place, Uri url, bool allowPrivate)
    {
        if (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address) && AddressReach.Of(address) is var reach && (reach == Reach.Never || (reach == Reach.Private && !allowPrivate)))
        {
            throw new ConfigurationException(reach == Reach.Never
                ? $"{place} leads to {address}, which no receiver can have."
                : $"{place} leads to {address}, an address of a private network. Write `allow_private: true` if the receiver is yours.");
        }
    }

    private sealed record Surroundings(string Folder, TimeProvider Clock, Func<string, string?> Environment, Func<string, CancellationToken, Task<IPAddress[]>>? Resolve);
}
