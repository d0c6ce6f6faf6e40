using System.Net;
using System.Net.Sockets;

namespace Assay.Server.Outbound;

/// <summary>
/// Opens connections only to where they may lead. The address that was checked is the one that is connected to, so a name that
/// leads elsewhere a moment later changes nothing.
/// </summary>
/// <param name="resolve">Gives the addresses of a name.</param>
internal sealed class GuardedConnection(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <exception cref="ForbiddenAddressException">The name leads nowhere that is allowed.</exception>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, isPlain: context.InitialRequestMessage.RequestUri!.Scheme == "http", cancellationToken);

    /// <param name="isPlain">What is sent can be read on the way.</param>
    /// <exception cref="ForbiddenAddressException">The name leads nowhere that is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(string host, int port, bool isPlain, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal] : await resolve(host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(a => Refusal(a, isPlain) is null)];
        if (allowed.Length == 0)
        {
            throw new ForbiddenAddressException(addresses.Length == 0 ? $"{host} has no address." : $"{host} leads to {addresses[0]}, {Refusal(addresses[0], isPlain)}");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string? Refusal(IPAddress address, bool isPlain) => AddressReach.Of(address) switch
    {
        Reach.Never => "which no receiver can have.",
        Reach.Private when !allowPrivate => "an address of a private network. Write `allow_private: true` if the receiver is yours.",
        Reach.Public when isPlain => "which is not in your own network, and what is sent there without TLS can be read on the way. Write https://, for mail `security: starttls` or `tls`.",
        _ => null,
    };
}

/// <summary>A connection was not made, because of where it would lead.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);
