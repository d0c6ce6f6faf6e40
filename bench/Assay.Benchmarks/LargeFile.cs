using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Scores a large file with the offline judge: lines per second and peak memory.</summary>
internal static class LargeFile
{
    public static async Task<int> RunAsync(int lines)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("responses.jsonl");
        await ItemFile.WriteLongAsync(file, lines);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines, {new FileInfo(file).Length / 1e6:N0} MB"));
        using var process = Measured.StartAssay(
            new ProcessPlace(folder.Path), "run", file, "--judge", "offline:heuristic", "--store", folder.File("ledger.db"), "--json");
        Finished run = await process.FinishAsync();
        double seconds = run.Wall.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{lines / seconds:N0} lines/s, {seconds:0.0} s, {run.Cpu.TotalMicroseconds / lines:0} us CPU a line, peak {run.PeakMiB:0} MiB"));
        Console.WriteLine(run.LastLine[..Math.Min(120, run.LastLine.Length)]);
        return 0;
    }
}
