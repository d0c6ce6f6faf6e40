using System.Net;
using System.Net.Sockets;

namespace Assay.Integration.Tests.Outbound;

/// <summary>Listens on one port of both loopback addresses, answers nothing, and counts who connects.</summary>
internal sealed class Canary : IDisposable
{
    private readonly List<TcpListener> _listeners = [];
    private int _connections;

    public Canary()
    {
        var four = new TcpListener(IPAddress.Loopback, 0);
        four.Start();
        Port = ((IPEndPoint)four.LocalEndpoint).Port;
        _listeners.Add(four);
        if (Socket.OSSupportsIPv6)
        {
            var six = new TcpListener(IPAddress.IPv6Loopback, Port);
            six.Start();
            _listeners.Add(six);
        }

        _listeners.ForEach(l => _ = CountAsync(l));
    }

    public int Port { get; }

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose() => _listeners.ForEach(l => l.Stop());

    private async Task CountAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using Socket socket = await listener.AcceptSocketAsync();
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
