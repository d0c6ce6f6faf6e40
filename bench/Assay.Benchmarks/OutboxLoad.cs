using System.Diagnostics;
using System.Globalization;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;
using Assay.Surfacing.Outbound;

namespace Assay.Benchmarks;

/// <summary>Verdicts recorded a second by the service's ledger: with nobody to tell, with a receiver that is owed them, and with one that gets them meanwhile. In turns.</summary>
internal static class OutboxLoad
{
    private const int Batch = 100;
    private const int Contents = 1_000;

    private static readonly string[] Ways = ["no receiver", "owed to one", "owed and delivered"];

    public static async Task<int> RunAsync(int verdicts, int rounds)
    {
        var rates = Ways.ToDictionary(w => w, _ => new List<Rate>(), StringComparer.Ordinal);
        await RoundAsync(Ways[2], verdicts / 10);
        for (int round = 0; round < rounds; round++)
        {
            foreach (string way in Ways)
            {
                rates[way].Add(await RoundAsync(way, verdicts));
            }
        }

        Rate alone = Median(rates[Ways[0]]);
        foreach (string way in Ways)
        {
            Rate rate = Median(rates[way]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{way}: {rate.PerSecond:N0} verdicts/s ({rates[way].Min(r => r.PerSecond):N0} to {rates[way].Max(r => r.PerSecond):N0}), {rate.PerSecond / alone.PerSecond:0.00} x; {rate.Microseconds:0.0} us CPU each{(rate.DeliveredPerSecond > 0 ? $"; delivered {rate.DeliveredPerSecond:N0}/s" : "")}"));
        }

        return 0;
    }

    private static Rate Median(List<Rate> rates) => rates.OrderBy(r => r.PerSecond).ElementAt(rates.Count / 2);

    private static async Task<Rate> RoundAsync(string way, int verdicts)
    {
        string folder = Directory.CreateTempSubdirectory("assay-bench-").FullName;
        try
        {
            var random = new Random(1);
            await using SqliteLedger ledger = SqliteLedger.Open(Path.Combine(folder, "ledger.db"), TimeProvider.System, isService: true);
            if (way != Ways[0])
            {
                await ledger.Outbox.OpenAsync([new ReceiverRule("bench")], CancellationToken.None);
            }

            RunKey run = await ledger.OpenRunAsync(new RunIdentity("bench", "bench"), LedgerLoad.Judge(), CancellationToken.None);
            List<AcceptedResponse> accepted = await AcceptAsync(ledger, run, verdicts, random);
            using var stop = new CancellationTokenSource();
            var receiver = new CountingReceiver();
            Task sending = way == Ways[2]
                ? new OutboxSender(ledger.Outbox, receiver, new DeliveryPolicy(random), TimeProvider.System).SendAsync(stop.Token, CancellationToken.None)
                : Task.CompletedTask;
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long begun = Stopwatch.GetTimestamp();
            foreach (AcceptedResponse[] batch in accepted.Chunk(Batch))
            {
                await ledger.RecordAsync(run, [.. batch.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, LedgerLoad.Decided(random)))], reservedUsd: null, CancellationToken.None);
            }

            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            while (way == Ways[2] && receiver.Count < verdicts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }

            double until = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            double used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
            await stop.CancelAsync();
            await sending;
            return new Rate(verdicts / seconds, used / verdicts, receiver.Count / until);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<AcceptedResponse>> AcceptAsync(SqliteLedger ledger, RunKey run, int count, Random random)
    {
        Response[] contents = [.. Enumerable.Range(0, Contents).Select(_ => LedgerLoad.Content(random))];
        var accepted = new List<AcceptedResponse>(count);
        foreach (int[] batch in Enumerable.Range(1, count).Chunk(500))
        {
            SourcedResponse[] responses = [.. batch.Select(i => new SourcedResponse(contents[i % Contents] with { Id = LedgerLoad.Id(random) }, "responses.jsonl", i, i))];
            accepted.AddRange((await ledger.AcceptAsync(run, responses, IntakeRule.All, CancellationToken.None)).Accepted);
        }

        return accepted;
    }

    private readonly record struct Rate(double PerSecond, double Microseconds, double DeliveredPerSecond);

    /// <summary>Makes the document that would be sent, and has it at once.</summary>
    private sealed class CountingReceiver : IReceiver
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public string Name => "bench";

        public string Channel => "bench";

        public int Batch => 100;

        public Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
        {
            EventsJson.Write(messages);
            Interlocked.Add(ref _count, messages.Count);
            return Task.FromResult<Delivery>(new Delivery.Done());
        }
    }
}
