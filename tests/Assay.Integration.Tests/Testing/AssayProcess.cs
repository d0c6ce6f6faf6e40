using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Assay.Integration.Tests.Testing;

/// <summary>The real executable, started as a user would.</summary>
internal sealed class AssayProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly StringBuilder _heard = new();

    private AssayProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = ReadErrorsAsync(process);
    }

    /// <summary>As it is built for users; the copy beside the tests is not compiled ahead.</summary>
    public static string Executable { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Assay.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "assay.dll"));

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="folder">The working folder.</param>
    /// <param name="environment">Set for the process; nothing of the machine's keys and addresses is passed on.</param>
    public static AssayProcess Start(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Executable);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("OPENAI_", StringComparison.Ordinal) || k.StartsWith("ANTHROPIC_", StringComparison.Ordinal) || k.StartsWith("ASSAY__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new AssayProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<Finished> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        using AssayProcess process = Start(folder, environment, arguments);
        process._process.StandardInput.Close();
        return await process.WaitAsync();
    }

    /// <summary>Runs with a text on standard input.</summary>
    public static async Task<Finished> RunWithInputAsync(string folder, IReadOnlyDictionary<string, string>? environment, string input, params string[] arguments)
    {
        using AssayProcess process = Start(folder, environment, arguments);
        await process._process.StandardInput.WriteAsync(input);
        process._process.StandardInput.Close();
        return await process.WaitAsync();
    }

    public async Task<Finished> WaitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await _process.WaitForExitAsync(deadline.Token);
        return new Finished(_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Writes to standard input, which stays open.</summary>
    public async Task WriteAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until standard error holds a text; all that it holds then.</summary>
    public async Task<string> HeardAsync(string text)
    {
        while (!Heard().Contains(text, StringComparison.Ordinal))
        {
            Assert.False(HasExited, $"the process ended before it said {text}: {Heard()}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Heard();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public void Signal(string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [signal, $"{_process.Id}"]) { UseShellExecute = false })!;
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string Heard()
    {
        lock (_heard)
        {
            return _heard.ToString();
        }
    }

    private async Task<string> ReadErrorsAsync(Process process)
    {
        var buffer = new char[1024];
        while (await process.StandardError.ReadAsync(buffer) is var read and > 0)
        {
            lock (_heard)
            {
                _heard.Append(buffer, 0, read);
            }
        }

        return Heard();
    }

    internal sealed record Finished(int ExitCode, string Output, string Errors)
    {
        /// <summary>The last line on stdout, which <c>--json</c> makes an object.</summary>
        public JsonElement Json => JsonElement.Parse(Output.TrimEnd().Split('\n')[^1]);

        public override string ToString() => $"exit {ExitCode}\n{Output}\n{Errors}";
    }
}
