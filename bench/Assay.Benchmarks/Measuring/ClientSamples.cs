using System.Globalization;

namespace Assay.Benchmarks.Measuring;

/// <summary>What several rounds of one client gave.</summary>
internal sealed class ClientSamples(string name)
{
    private readonly Samples _wallRate = new();
    private readonly Samples _elsewhere = new();

    public static string Header { get; } =
        $"  {"",-12}{"per second",-28}{"CPU us each",-26}{"simulator us",-14}{"per second, whole process",-28}{"peak MiB",-10}{"used by others",-14}";

    public string Name => name;

    public Samples Rate { get; } = new();

    /// <summary>Microseconds each.</summary>
    public Samples Cpu { get; } = new();

    /// <summary>Microseconds each.</summary>
    public Samples SimulatorCpu { get; } = new();

    /// <summary>MiB.</summary>
    public Samples Peak { get; } = new();

    /// <param name="seconds">As the client itself counts them; the process's own time is longer by its start.</param>
    /// <param name="cpu">The client's processor time.</param>
    /// <param name="around">What the simulator and others used meanwhile.</param>
    public void Add(long items, double seconds, TimeSpan cpu, Surroundings around, Finished process)
    {
        Rate.Add(items / seconds);
        Cpu.Add(cpu.TotalMicroseconds / items);
        Peak.Add(process.PeakMiB);
        SimulatorCpu.Add(around.Simulator.TotalMicroseconds / items);
        _wallRate.Add(items / process.Wall.TotalSeconds);
        _elsewhere.Add(around.ShareOfOthers(process) * 100);
    }

    /// <summary>How many times the rate of another client this one has, as told by the clock.</summary>
    public double RateBeside(ClientSamples other) => Rate.Median / other.Rate.Median;

    /// <summary>The same as told by processor time, of client and simulator together: what a full machine allows. It holds where others disturb the clock.</summary>
    public double EfficiencyBeside(ClientSamples other) => (other.Cpu.Median + other.SimulatorCpu.Median) / (Cpu.Median + SimulatorCpu.Median);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-12}{Rate.Text(),-28}{Cpu.Text(),-26}{SimulatorCpu.Median,-14:N0}{_wallRate.Text(),-28}{Peak.Median,-10:N0}{_elsewhere.Text()} %");
}
