using System.Globalization;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;

namespace Assay.Benchmarks;

/// <summary>The ledger by itself, in this process: accepts and records responses as a run does, and tells the CPU time of each.</summary>
internal static class LedgerLoad
{
    private const int Batch = 500;
    private const int Contents = 1_000;

    private static readonly string[] Words =
        "refund order delivery parcel warranty account password reset address invoice customer support policy within thirty days please contact shipping label return box damaged size colour tent jacket boots price voucher code login email phone".Split(' ');

    public static async Task<int> RunAsync(int responses)
    {
        await RoundAsync(responses / 10);
        List<(double Accept, double Record, double Seconds, double FileMB, double WalMB)> rounds = [];
        for (int round = 0; round < 3; round++)
        {
            rounds.Add(await RoundAsync(responses));
        }

        double[] totals = [.. rounds.Select(r => r.Accept + r.Record).Order()];
        (double accept, double record, double seconds, double file, double wal) = rounds.Single(r => r.Accept + r.Record == totals[1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{responses:N0} responses: {totals[1]:0.0} us CPU each (median of 3; {totals[0]:0.0} to {totals[2]:0.0}), accept {accept:0.0} + record {record:0.0}; {responses / seconds:N0}/s on one thread; file {file:0} MB, largest log {wal:0} MB"));
        return 0;
    }

    private static async Task<(double Accept, double Record, double Seconds, double FileMB, double WalMB)> RoundAsync(int responses)
    {
        string folder = Directory.CreateTempSubdirectory("assay-bench-").FullName;
        string file = Path.Combine(folder, "ledger.db");
        try
        {
            var random = new Random(1);
            Response[] contents = [.. Enumerable.Range(0, Contents).Select(_ => Content(random))];
            CpuTime accept = default, record = default;
            long wal = 0;
            await using (SqliteLedger ledger = SqliteLedger.Open(file, TimeProvider.System))
            {
                RunKey run = await ledger.OpenRunAsync(new RunIdentity("bench", "bench"), Judge(), CancellationToken.None);
                for (int at = 0; at < responses; at += Batch)
                {
                    SourcedResponse[] batch = [.. Enumerable.Range(at + 1, Batch).Select(i => new SourcedResponse(contents[i % Contents] with { Id = Id(random) }, "responses.jsonl", i, i))];
                    var timer = CpuTime.Start();
                    Acceptance acceptance = await ledger.AcceptAsync(run, batch, IntakeRule.All, CancellationToken.None);
                    accept += timer.Elapsed();
                    JudgedResponse[] judged = [.. acceptance.Accepted.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Decided(random)))];

                    // They come back in another order than they were sent in.
                    random.Shuffle(judged);
                    timer = CpuTime.Start();
                    await ledger.RecordAsync(run, judged, reservedUsd: 1, CancellationToken.None);
                    record += timer.Elapsed();
                    wal = Math.Max(wal, new FileInfo(file + "-wal").Length);
                }
            }

            return (accept.Cpu.TotalMicroseconds / responses, record.Cpu.TotalMicroseconds / responses, (accept.Wall + record.Wall).TotalSeconds,
                new FileInfo(file).Length / 1e6, wal / 1e6);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static Judge Judge() => new()
    {
        Name = "quality",
        Model = new ModelReference("openai", "gpt-4o-mini"),
        Rubric = new Rubric { Name = "quality", Criteria = [new Criterion { Name = "accuracy", Question = "Is the answer right?", Scale = new Scale.Numeric(1, 5, Fractions: false) }] },
    };

    /// <summary>As random as a UUID, so that every insertion meets another page of the index.</summary>
    internal static string Id(Random random) => $"r-{random.NextInt64():x16}";

    internal static Response Content(Random random) => new() { Id = "", Input = Text(random, 14), Output = Text(random, 150), Context = [Text(random, 40)] };

    internal static Judged.Decided Decided(Random random) =>
        new(new Verdict.Scored(null, [new CriterionScore("accuracy", random.Next(1, 6), null, Text(random, 25), [])], FailureCode: null))
        {
            Attempts =
            [
                new Attempt
                {
                    Question = 0, StartedAt = TimeProvider.System.GetUtcNow(), Duration = TimeSpan.FromMilliseconds(random.Next(200, 2000)), Result = AttemptResult.Read,
                    StatusCode = 200, Model = "gpt-4o-mini-2024-07-18", RequestId = $"req_{random.NextInt64():x16}{random.NextInt64():x16}",
                    InputTokens = 600, OutputTokens = 60, CostUsd = 0.000_126m,
                },
            ],
        };

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));

    /// <summary>User and system time of the whole process, collection of garbage included, and the time on the wall.</summary>
    private readonly record struct CpuTime(TimeSpan Cpu, TimeSpan Wall)
    {
        public static CpuTime operator +(CpuTime a, CpuTime b) => new(a.Cpu + b.Cpu, a.Wall + b.Wall);

        public static CpuTime Start() => new(Environment.CpuUsage.TotalTime, TimeProvider.System.GetElapsedTime(0));

        public CpuTime Elapsed() => new(Environment.CpuUsage.TotalTime - Cpu, TimeProvider.System.GetElapsedTime(0) - Wall);
    }
}
