using System.Diagnostics;
using System.Globalization;

namespace Assay.Benchmarks;

/// <summary>The real executable as a process, with what the operating system says of it.</summary>
internal sealed class Measured : IDisposable
{
    private readonly Process _process;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    private Measured(Process process) => _process = process;

    public TextReader Output => _process.StandardOutput;

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>User and system time so far; zero after the end.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    public static Measured Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "assay.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new Measured(process);
    }

    /// <summary>Waits for the end and gives the highest resident memory seen, in MiB, and the CPU time.</summary>
    public async Task<(double PeakMiB, TimeSpan Cpu, string LastLine)> FinishAsync()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        double peak = 0;
        TimeSpan cpu = default;
        while (!_process.HasExited)
        {
            peak = Math.Max(peak, PeakMiB());
            cpu = Cpu is var now && now > cpu ? now : cpu;
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        return (peak, cpu, (await output).TrimEnd().Split('\n')[^1]);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>The kernel's own high-water mark; on other systems the largest working set seen.</summary>
    private double PeakMiB()
    {
        try
        {
            string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }
}
