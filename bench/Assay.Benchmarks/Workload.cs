using Assay.Benchmarks.Clients;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Responses to judge, and the request bodies that <c>assay run</c> makes of them.</summary>
internal sealed class Workload : IDisposable
{
    private const int MostBodies = 20_000;

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

    /// <summary>Responses, and the bodies of the first of them.</summary>
    public static async Task<Workload> CreateWithBodiesAsync(int items)
    {
        Workload workload = await CreateAsync(items);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync();
        string first = await workload.FirstAsync(Math.Min(items, MostBodies));
        workload.BodyBytes = await BodyRecorder.RecordAsync(simulator.Address, first, workload.Bodies, workload.Folder.Fresh());
        return workload;
    }

    /// <summary>A file of the first responses.</summary>
    public async Task<string> FirstAsync(int items)
    {
        string file = Folder.File($"first-{items}.jsonl");
        await File.WriteAllLinesAsync(file, File.ReadLines(Responses).Take(items));
        return file;
    }

    public void Dispose() => Folder.Dispose();
}
