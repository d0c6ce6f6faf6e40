using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Dashboard;

/// <summary>Scores a large file in a run that is killed again and again, and has every rollup recomputed from the rows at the end.</summary>
internal static class KilledRollups
{
    public static async Task<int> RunAsync(int responses, int kills)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("responses.jsonl");
        await ItemFile.WriteLongAsync(file, responses);
        await File.WriteAllTextAsync(folder.File("assay.yaml"), "slices: [route]\n");
        var random = new Random(1);
        int killed = 0;
        Finished run = new(0, default, default, 0, "", "");
        for (; killed <= kills; killed++)
        {
            using var process = Measured.StartAssay(new ProcessPlace(folder.Path), "run", file, "--judge", "offline:heuristic", "--store", folder.File("ledger.db"), "--no-cache", "--json");
            Task<Finished> finished = process.FinishAsync();
            if (killed == kills || await Task.WhenAny(finished, Task.Delay(TimeSpan.FromSeconds(1 + (3 * random.NextDouble())), TimeProvider.System)) == finished)
            {
                run = await finished;
                break;
            }
        }

        using var doctor = Measured.StartAssay(new ProcessPlace(folder.Path), "doctor", "--store", folder.File("ledger.db"), "--json");
        Finished checkedUp = await doctor.FinishAsync();
        using JsonDocument account = JsonDocument.Parse(run.LastLine);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{account.RootElement.GetProperty("accepted").GetInt64():N0} responses, {account.RootElement.GetProperty("scored").GetInt64():N0} scored, after {killed} kills; doctor ends with {checkedUp.ExitCode} in {checkedUp.Wall.TotalSeconds:0} s: {checkedUp.LastLine}"));
        return checkedUp.ExitCode;
    }
}
