using System.Globalization;
using System.Text;

namespace Assay.Benchmarks;

/// <summary>Scores a large file with the offline judge: lines per second and peak memory.</summary>
internal static class LargeFile
{
    private static readonly string[] Words =
        "refund order delivery parcel warranty account password reset address invoice customer support policy within thirty days please contact shipping label return box damaged size colour tent jacket boots price voucher code login email phone".Split(' ');

    public static async Task<int> RunAsync(int lines)
    {
        string folder = Directory.CreateTempSubdirectory("assay-bench-").FullName;
        try
        {
            string file = Path.Combine(folder, "responses.jsonl");
            await WriteAsync(file, lines);
            double megabytes = new FileInfo(file).Length / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines, {megabytes:N0} MB"));
            using Measured run = Measured.Start("run", file, "--judge", "offline:heuristic", "--store", Path.Combine(folder, "ledger.db"), "--json");
            (double peak, TimeSpan cpu, string last) = await run.FinishAsync();
            double seconds = run.Elapsed.TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{lines / seconds:N0} lines/s, {seconds:0.0} s, {cpu.TotalMicroseconds / lines:0} us CPU a line, peak {peak:0} MiB"));
            Console.WriteLine(last[..Math.Min(120, last.Length)]);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteAsync(string file, int lines)
    {
        var random = new Random(1);
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20);
        for (int i = 0; i < lines; i++)
        {
            string route = i % 2 == 0 ? "refunds" : "orders";
            await writer.WriteLineAsync(
                $"{{\"id\":\"m{i}\",\"input\":\"{Text(random, 14)}?\",\"output\":\"{Text(random, 90)}.\",\"context\":\"{Text(random, 22)}\",\"route\":\"{route}\"}}");
        }
    }

    private static string Text(Random random, int words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Words[random.Next(Words.Length)]);
        }

        return text.ToString();
    }
}
