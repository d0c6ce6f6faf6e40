using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Assay.Integration.Tests.Testing;

/// <summary>A real <c>redis-server</c> of one test, on a free port of this machine, which keeps nothing on disk. Skips the test where none is installed.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port;
    private readonly string? _password;
    private Process? _process;

    private RedisServer(int port, string? password) => (_port, _password) = (port, password);

    public string Url => Address(_password);

    /// <summary>Where it is, with another password or none.</summary>
    public string Address(string? password) =>
        string.Create(CultureInfo.InvariantCulture, $"redis://{(password is null ? "" : $":{Uri.EscapeDataString(password)}@")}127.0.0.1:{_port}");

    public static async Task<RedisServer> StartAsync(string? password = null)
    {
        var server = new RedisServer(FreePort(), password);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>An address at which nobody listens.</summary>
    public static string Nowhere() => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{FreePort()}");

    /// <summary>After <see cref="KillAsync"/>: a new server at the same address.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("redis-server") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = _folder.Path };
        string[] arguments = ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path];
        foreach (string argument in _password is null ? arguments : [.. arguments, "--requirepass", _password])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("redis-server is not installed: eng/install-services gets it, or says how.");
        }

        string said = "";
        while (!said.Contains("Ready to accept connections", StringComparison.Ordinal))
        {
            string? line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(line is not null, $"redis-server ended: {said}");
            said += line + "\n";
        }

        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>It holds its connections and answers nothing, until <see cref="GoOn"/>.</summary>
    public void Hang() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    /// <summary>A connection of the test's own, past the cache.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = new ConfigurationOptions { Password = _password, AllowAdmin = true };
        options.EndPoints.Add(IPAddress.Loopback, _port);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
