using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Assay.Benchmarks.Measuring;

/// <summary>A process with what the operating system says of it.</summary>
internal sealed class Measured : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly TimeSpan? _childrenBefore = ChildTime.Read();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private bool _isDisposed;

    private Measured(Process process) => _process = process;

    public TextReader Output => _process.StandardOutput;

    public TimeSpan Elapsed => _watch.Elapsed;

    public bool HasExited => _process.HasExited;

    /// <summary>User and system time so far; zero after the end.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory now, in MiB; zero after the end.</summary>
    public double ResidentMiB => Status("VmRSS:");

    /// <summary>The most that it was so far.</summary>
    public double PeakMiB => Status("VmHWM:");

    /// <summary>What it has said on standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Starts the executable as it is built for users, which is beside this program's folder of the same configuration.</summary>
    public static Measured StartAssay(ProcessPlace place, params IEnumerable<string> arguments)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Start(place, "dotnet", [Path.Combine(AppContext.BaseDirectory, "..", "..", "Assay.Cli", configuration, "assay.dll"), .. arguments]);
    }

    /// <summary>Starts this program again, to be one of the clients.</summary>
    public static Measured StartSelf(ProcessPlace place, params IEnumerable<string> arguments) =>
        Start(place, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Assay.Benchmarks.dll"), .. arguments]);

    public static Measured Start(ProcessPlace place, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = place.Folder };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in place.Environment)
        {
            start.Environment[name] = value;
        }

        var measured = new Measured(new Process { StartInfo = start });
        measured._process.ErrorDataReceived += (_, line) =>
        {
            lock (measured._error)
            {
                measured._error.AppendLine(line.Data);
            }
        };
        measured._process.Start();
        measured._process.BeginErrorReadLine();
        return measured;
    }

    /// <summary>Waits for the end. The processor time is exact as long as no other child process ends meanwhile.</summary>
    public async Task<Finished> FinishAsync()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        double peak = 0;
        TimeSpan cpu = default;
        while (!_process.HasExited)
        {
            peak = Math.Max(peak, Status("VmHWM:"));
            cpu = Cpu is var now && now > cpu ? now : cpu;
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(Interval, TimeProvider.System));
        }

        TimeSpan wall = _watch.Elapsed;
        await _process.WaitForExitAsync();
        cpu = ChildTime.Read() - _childrenBefore ?? cpu;
        return new Finished(_process.ExitCode, wall, cpu, peak, await output, Errors);
    }

    /// <summary>Kills it where it has not ended.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>A line of what the kernel says of memory; on other systems the working set.</summary>
    private double Status(string name)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }
}
