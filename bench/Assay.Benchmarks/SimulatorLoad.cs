using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>A bare client on raw sockets against the simulator: requests per second, so that it is known not to be the bottleneck of a measurement.</summary>
internal static class SimulatorLoad
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthHeader = "Content-Length: "u8.ToArray();

    public static async Task<int> RunAsync(int seconds)
    {
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync();
        Uri address = simulator.Address;
        foreach (int connections in (int[])[64, 256])
        {
            // The first seconds go to the compiler.
            await LoadAsync(address, connections, TimeSpan.FromSeconds(5));
            var rates = new List<double>();
            TimeSpan cpuBefore = simulator.Cpu;
            long total = 0;
            for (int round = 0; round < 3; round++)
            {
                long requests = await LoadAsync(address, connections, TimeSpan.FromSeconds(seconds));
                rates.Add((double)requests / seconds);
                total += requests;
            }

            rates.Sort();
            double cpu = (simulator.Cpu - cpuBefore).TotalMicroseconds / total;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{connections} connections: {rates[1]:N0} requests/s (median of 3 x {seconds} s; {rates[0]:N0} to {rates[2]:N0}), simulator CPU {cpu:0.0} us a request"));
        }

        return 0;
    }

    private static async Task<long> LoadAsync(Uri address, int connections, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        long[] counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => ConnectionAsync(address, i, end.Token))));
        return counts.Sum();
    }

    private static async Task<long> ConnectionAsync(Uri address, int number, CancellationToken end)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, CancellationToken.None);
        byte[] request = Request(address, number);
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        while (!end.IsCancellationRequested)
        {
            await socket.SendAsync(request, SocketFlags.None, CancellationToken.None);
            await ReadReplyAsync(socket, buffer);
            count++;
        }

        return count;
    }

    private static async Task ReadReplyAsync(Socket socket, byte[] buffer)
    {
        int read = 0;
        int needed = int.MaxValue;
        while (read < needed)
        {
            int got = await socket.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None, CancellationToken.None);
            if (got == 0)
            {
                throw new InvalidOperationException("the simulator closed the connection");
            }

            read += got;
            if (needed == int.MaxValue && buffer.AsSpan(0, read).IndexOf(EndOfHead) is var head and >= 0)
            {
                needed = head + 4 + Length(buffer.AsSpan(0, head));
            }
        }
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> from = head[(head.IndexOf(LengthHeader) + LengthHeader.Length)..];
        int end = from.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? from : from[..end], CultureInfo.InvariantCulture);
    }

    /// <summary>About 1.5 KB: a rubric of two criteria, an item, and a reply schema.</summary>
    private static byte[] Request(Uri address, int number)
    {
        const string schema = """{"type":"object","properties":{"accuracy":{"type":"object","properties":{"reason":{"type":"string"},"score":{"type":"integer","minimum":1,"maximum":5}},"required":["reason","score"]},"tone":{"type":"object","properties":{"reason":{"type":"string"},"score":{"type":"integer","minimum":1,"maximum":5}},"required":["reason","score"]}},"required":["accuracy","tone"]}""";
        string output = string.Join(' ', Enumerable.Repeat($"Your parcel {number} arrives within two to four days after it was sent.", 6));
        string body = "{\"model\":\"sim\",\"messages\":[{\"role\":\"system\",\"content\":\"Judge the output. ## accuracy\\nscale: 1-5\\n## tone\\nscale: 1-5\"},{\"role\":\"user\",\"content\":\""
            + $"<<<input 0f1e2d3c4b5a6978>>>\\nHow long does delivery take?\\n<<<end input 0f1e2d3c4b5a6978>>>\\n<<<output 0f1e2d3c4b5a6978>>>\\n{output}\\n<<<end output 0f1e2d3c4b5a6978>>>"
            + $"\"}}],\"response_format\":{{\"type\":\"json_schema\",\"json_schema\":{{\"name\":\"verdict\",\"strict\":true,\"schema\":{schema}}}}}}}";
        return Encoding.UTF8.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer any\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }
}
