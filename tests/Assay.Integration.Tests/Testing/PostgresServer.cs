using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Assay.Integration.Tests.Testing;

/// <summary>
/// A real PostgreSQL server of the tests that share it, on a free port of this machine, with a data folder of its own. Skips the
/// tests where none is installed. It refuses to run as root, so root starts it as the package's user.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "s3cr;t=\"canary'/@";

    private static readonly string[] Users = ["postgres", "nobody"];

    private readonly string _folder = Directory.CreateTempSubdirectory("assay-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;
    private string? _missing;

    /// <summary>The way in with another password, user or database; skips the test where there is no server.</summary>
    public string Connection(string database = "postgres", string? password = null)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = _port, Username = "owner", Password = password ?? Password, Database = database, Pooling = false,
        }.ConnectionString;
    }

    public string Url(string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"postgres://owner:{Uri.EscapeDataString(Password)}@127.0.0.1:{_port}/{database}");

    public async ValueTask InitializeAsync()
    {
        if (Programs() is not { } programs)
        {
            _missing = "PostgreSQL is not installed: eng/install-services gets it, or says how.";
            return;
        }

        string passwords = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwords, Password + "\n");
        await OwnAsync();
        await RunAsync(Path.Combine(programs, "initdb"), "-D", Data, "-U", "owner", "-A", "scram-sha-256", "--pwfile", passwords, "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAgainAsync();
    }

    /// <summary>A database of one test.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"d{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(Connection(database));
        await connection.OpenAsync();
#pragma warning disable CA2100 // Only constants of the tests come here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>After <see cref="KillAsync"/>: the same data at the same address.</summary>
    public async Task StartAgainAsync()
    {
        _process = Start(Path.Combine(Programs()!, "postgres"), "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off");
        for (int tries = 0; ; tries++)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (tries < 200 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>kill -9 of the server and all its workers.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill(entireProcessTree: true);
            await running.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Stopped in immediate mode: no connection is closed, nothing is written back.</summary>
    public async Task StopAtOnceAsync()
    {
        using Process sent = Process.Start("kill", ["-QUIT", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await sent.WaitForExitAsync();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The server and all its workers hold their connections and answer nothing, until <see cref="GoOn"/>.</summary>
    public void Hang() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string signal)
    {
        // Every worker has a process of its own.
        string server = _process!.Id.ToString(CultureInfo.InvariantCulture);
        foreach (string[] command in (string[][])[["kill", signal, server], ["pkill", signal, "-P", server]])
        {
            using Process sent = Process.Start(command[0], command[1..]);
            sent.WaitForExit();
        }
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Debian keeps the programs of each version apart and puts none of them on the path.</summary>
    private static string? Programs()
    {
        const string versions = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(versions) ? Directory.EnumerateDirectories(versions).Select(version => Path.Combine(version, "bin")).OrderDescending(StringComparer.Ordinal) : [];
        string[] onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private async Task OwnAsync()
    {
        if (User() is { } user)
        {
            using Process owning = Process.Start("chown", ["-R", user, _folder]);
            await owning.WaitForExitAsync();
        }
    }

    private static string? User() =>
        Environment.IsPrivilegedProcess ? Users.First(user => File.ReadLines("/etc/passwd").Any(line => line.StartsWith(user + ":", StringComparison.Ordinal))) : null;

    private async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}");
    }

    private Process Start(string program, params string[] arguments)
    {
        string[] command = User() is { } user ? ["setpriv", $"--reuid={user}", "--regid=" + Group(user), "--clear-groups", "--reset-env", "--", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(command[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (string argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return process;
    }

    private static string Group(string user) => File.ReadLines("/etc/passwd").First(line => line.StartsWith(user + ":", StringComparison.Ordinal)).Split(':')[3];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
