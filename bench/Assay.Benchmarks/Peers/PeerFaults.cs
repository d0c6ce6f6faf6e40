using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Peers;

/// <summary>What the peers make of the faults of <see cref="FaultAccount"/>.</summary>
internal static class PeerFaults
{
    /// <summary>How promptfoo records that the judge gave no verdict.</summary>
    private const string NoVerdict = "Could not extract JSON";

    public static async Task RunAsync(int items)
    {
        using Workload workload = await Workload.CreateAsync(items);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--faults", FaultAccount.Faults);
        foreach (Peer peer in (Peer[])[Peer.ThreadPool, Peer.AutoevalsLoop])
        {
            using Measured process = peer.Start(simulator.Address, workload.Responses, workload.Folder.Fresh());
            PeerAccount account = Peer.Read(await process.FinishAsync());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {peer.Name}: {account.Scored:N0} of {items:N0} scored, {items - account.Scored:N0} without a record"));
        }

        string folder = workload.Folder.Fresh();
        using Measured rubric = Peer.PromptfooRubric.Start(simulator.Address, workload.Responses, folder);
        await rubric.FinishAsync();
        using JsonDocument results = JsonDocument.Parse(await File.ReadAllBytesAsync(Peer.PromptfooResults(folder)));
        JsonElement[] all = [.. results.RootElement.GetProperty("results").GetProperty("results").EnumerateArray()];
        int failed = all.Count(r => !r.GetProperty("success").GetBoolean());
        int judgeFailed = all.Count(r => r.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.String
            && error.GetString()!.StartsWith(NoVerdict, StringComparison.Ordinal));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  promptfoo: {all.Length:N0} of {items:N0} recorded, {failed:N0} as failed tests, of which {judgeFailed:N0} are failures of the judge"));
    }
}
