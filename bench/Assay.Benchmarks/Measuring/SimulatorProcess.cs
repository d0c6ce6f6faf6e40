using System.Globalization;

namespace Assay.Benchmarks.Measuring;

/// <summary><c>assay simulate</c> as a process of its own.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private readonly Measured _process;

    private SimulatorProcess(Measured process, Uri address) => (_process, Address) = (process, address);

    /// <summary>For example <c>http://127.0.0.1:4711/</c>.</summary>
    public Uri Address { get; }

    public TimeSpan Cpu => _process.Cpu;

    /// <summary>Listens when it returns.</summary>
    public static async Task<SimulatorProcess> StartAsync(params IEnumerable<string> options)
    {
        var process = Measured.StartAssay(new ProcessPlace(AppContext.BaseDirectory), ["simulate", .. options]);
        string line = await process.Output.ReadLineAsync() ?? throw new InvalidOperationException("the simulator did not start");
        return new SimulatorProcess(process, new Uri(line.Split(' ').First(w => w.StartsWith("http://", StringComparison.Ordinal))));
    }

    /// <summary>How many calls it has received.</summary>
    public async Task<long> RequestsAsync()
    {
        using var client = new HttpClient();
        string page = await client.GetStringAsync(Address);
        return long.Parse(page[(page.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _process.Dispose();
}
