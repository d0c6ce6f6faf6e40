using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Assay.Integration.Tests.Providers;

/// <summary>A server on a loopback socket that reads whole HTTP requests and answers with whatever bytes a test likes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _accepting;
    private int _requests;
    private int _open;

    public RawServer(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The head of the last request.</summary>
    public string LastRequest { get; private set; } = "";

    /// <summary>Connections that neither side has closed.</summary>
    public int Open => Volatile.Read(ref _open);

    public static RawServer Answering(string text) => new((stream, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask());

    /// <summary>Takes requests and says nothing until the other side hangs up.</summary>
    public static RawServer Hanging() => new(async (stream, stop) =>
    {
        if (await stream.ReadAsync(new byte[1], stop) == 0)
        {
            stream.Close();
        }
    });

    /// <summary>A whole 200 reply with the length it has.</summary>
    public static string Ok(string body, params string[] headers) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{string.Concat(headers.Select(h => h + "\r\n"))}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                while (await ReadRequestAsync(stream))
                {
                    Interlocked.Increment(ref _requests);
                    await _answer(stream, _stop.Token);
                    if (!client.Connected)
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return false;
            }

            received.AddRange(buffer.AsSpan(0, read));
            string text = Encoding.Latin1.GetString([.. received]);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            const string Length = "Content-Length: ";
            int at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
            if (end > 0 && at > 0
                && received.Count >= end + 4 + int.Parse(text[(at + Length.Length)..text.IndexOf('\r', at)], CultureInfo.InvariantCulture))
            {
                LastRequest = text[..(end + 4)];
                return true;
            }
        }
    }
}
