namespace Assay.Benchmarks.Measuring;

/// <summary>What was used around a client while it ran.</summary>
/// <param name="Simulator">Processor time of the simulator.</param>
/// <param name="Machine">Processor time of all processes of the machine, this client's too.</param>
internal readonly record struct Surroundings(TimeSpan Simulator, TimeSpan Machine)
{
    /// <summary>Waits for a quiet moment first, when told to.</summary>
    public static async Task<Surroundings> BeginAsync(SimulatorProcess simulator)
    {
        await Measuring.Machine.WaitUntilQuietAsync();
        return Now(simulator);
    }

    /// <summary>From the beginning until now.</summary>
    public Surroundings Since(SimulatorProcess simulator)
    {
        Surroundings now = Now(simulator);
        return new Surroundings(now.Simulator - Simulator, now.Machine - Machine);
    }

    /// <summary>The share of the machine that neither client nor simulator used; the kernel's own work for them is in it.</summary>
    public double ShareOfOthers(Finished process) =>
        Math.Max(0, (Machine - Simulator - process.Cpu) / (process.Wall * Environment.ProcessorCount));

    private static Surroundings Now(SimulatorProcess simulator) => new(simulator.Cpu, Measuring.Machine.Busy);
}
