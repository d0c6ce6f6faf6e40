using Assay.Benchmarks.Clients;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Responses to judge, and the request bodies that <c>assay run</c> makes of them.</summary>
internal sealed class Workload : IDisposable
{
    private Workload(TemporaryFolder folder, int items) => (Folder, Items) = (folder, items);

    public TemporaryFolder Folder { get; }

    public int Items { get; }

    public string Responses => Folder.File("responses.jsonl");

    public string Bodies => Folder.File("bodies.jsonl");

    /// <summary>Mean length of a body; zero when none were recorded.</summary>
    public double BodyBytes { get; private set; }

    /// <summary>Responses only.</summary>
    public static async Task<Workload> CreateAsync(int items)
    {
        var workload = new Workload(new TemporaryFolder(), items);
        await ItemFile.WriteAsync(workload.Responses, items);
        return workload;
    }

    /// <summary>Responses and bodies.</summary>
    public static async Task<Workload> CreateWithBodiesAsync(int items)
    {
        Workload workload = await CreateAsync(items);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync();
        workload.BodyBytes = await BodyRecorder.RecordAsync(simulator.Address, workload.Responses, workload.Bodies, workload.Folder.Fresh());
        return workload;
    }

    public void Dispose() => Folder.Dispose();
}
