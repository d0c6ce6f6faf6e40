using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;
using Assay.Tests.Surfacing.Causes;

namespace Assay.Benchmarks.Causes;

/// <summary>Looks for causes in a ledger of so many low responses and as many others, all with texts, with the real executable.</summary>
internal static class CauseTimes
{
    private const int Batch = 1_000;
    private const int InputWords = 20;
    private const int OutputWords = 60;

    public static async Task<int> RunAsync(int low, int rounds)
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("ledger.db");
        long characters = await FillAsync(store, 2 * low);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{2 * low:N0} responses with {characters / 1e6:N0} million characters of text, ledger of {new FileInfo(store).Length / 1e6:N0} MB"));
        for (int round = 0; round < rounds; round++)
        {
            using var process = Measured.StartAssay(new ProcessPlace(folder.Path), "causes", "--store", store, "--range", "2d", "--json");
            Finished finished = await process.FinishAsync();
            using JsonDocument answer = JsonDocument.Parse(finished.LastLine);
            string[] causes = [.. answer.RootElement.GetProperty("causes").EnumerateArray().Select(c => $"{c.GetProperty("kind").GetString()} {c.GetProperty("label").GetString()}")];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{finished.Wall.TotalSeconds:0.0} s, {finished.Cpu.TotalSeconds:0.0} s of processor, peak {finished.PeakMiB:0} MiB, {answer.RootElement.GetProperty("looked_at").GetInt64():N0} looked at, {answer.RootElement.GetProperty("texts_read").GetInt64():N0} texts read: {string.Join("; ", causes)}"));
        }

        return 0;
    }

    /// <summary>Half of the scores are low; more of refunds, and of inputs with one word.</summary>
    private static async Task<long> FillAsync(string store, int responses)
    {
        var traffic = new SaidTraffic(1, InputWords, OutputWords);
        var random = new Random(1);
        await using SqliteLedger ledger = SqliteLedger.Open(store, TimeProvider.System);
        await ledger.DeclareSlicesAsync(["route", "language", "channel"], CancellationToken.None);
        var intake = new JudgeIntake(await ledger.OpenStandingRunAsync(LedgerLoad.Judge(), IntakeRule.All, CancellationToken.None), IntakeRule.All);
        long characters = 0;
        for (int at = 0; at < responses; at += Batch)
        {
            Observation[] drawn = traffic.Draw(Batch, isBefore: false, (o, _) => o.Facets.Contains(new Facet("route", "refunds")) ? 0.8 : 0.44);
            IReadOnlyList<Said> said = await traffic.ReadAsync([.. drawn.Select(o => o.Key)], CancellationToken.None);
            string[] words = [.. drawn.Select(o => random.NextDouble() < (o.Score <= 2 ? 0.08 : 0.02) ? " voucher" : "")];
            characters += said.Sum(s => (long)s.Input.Length + s.Output.Length + s.Reasons.Length);
            await ledger.ReceiveAsync([new IntakeRequest([.. drawn.Select((o, i) => new Arrival(Response(at + i, said[i], words[i], o)))], [])], [intake], CancellationToken.None);
            IReadOnlyList<AcceptedResponse> owed = await ledger.TakeOwedAsync(intake.Run, Batch, CancellationToken.None);
            await ledger.RecordAsync(intake.Run, [.. owed.Select((o, i) => new JudgedResponse(o.Key, o.ReceivedAt, Decided(drawn[i].Score, said[i].Reasons, random)))], reservedUsd: null, CancellationToken.None);
        }

        return characters;
    }

    private static Response Response(int number, Said said, string word, Observation observation) => new()
    {
        Id = FormattableString.Invariant($"r{number:D7}"),
        Input = said.Input + word,
        Output = said.Output,
        Metadata = observation.Facets.ToDictionary(f => f.Field, f => JsonSerializer.SerializeToElement(f.Value)),
    };

    private static Judged.Decided Decided(double score, string reason, Random random) =>
        LedgerLoad.Decided(random) with { Verdict = new Verdict.Scored(score, [new CriterionScore("accuracy", score, null, reason, [])], FailureCode: null) };
}
