using System.Globalization;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;

namespace Assay.Benchmarks.Dashboard;

/// <summary>Fills a ledger with thirty days of judged responses, evenly spread: five criteria each, five fields to split by.</summary>
internal static class StoredMonth
{
    public const int Days = 30;

    private const int Batch = 1_000;
    private const int Contents = 1_000;

    private static readonly string[] Routes = ["refunds", "delivery", "orders", "account", "products", "warranty", "returns", "other"];
    private static readonly string[] Languages = ["en", "de", "fr", "es", "pl"];
    private static readonly string[] Models = ["small", "middle", "large"];
    private static readonly string[] Tiers = ["free", "paid"];
    private static readonly string[] Criteria = ["accuracy", "completeness", "tone", "clarity", "safety"];

    public static async Task FillAsync(string store, int responses, DateTimeOffset end)
    {
        var random = new Random(1);
        Response[] contents = [.. Enumerable.Range(0, Contents).Select(_ => LedgerLoad.Content(random))];
        var clock = new StoredTime();
        await using SqliteLedger ledger = SqliteLedger.Open(store, clock);
        await ledger.DeclareSlicesAsync(["route", "language", "model", "tier"], CancellationToken.None);
        var intake = new JudgeIntake(await ledger.OpenStandingRunAsync(Judge(), IntakeRule.All, CancellationToken.None), IntakeRule.All);
        DateTimeOffset begin = end.AddDays(-Days);
        for (int at = 0; at < responses; at += Batch)
        {
            clock.Now = begin + ((end - begin) * ((double)at / responses));
            IntakeRequest request = new([.. Enumerable.Range(at, Batch).Select(i => new Arrival(Response(contents[i % Contents], i, clock.Now, (double)i / responses, random)))], []);
            await ledger.ReceiveAsync([request], [intake], CancellationToken.None);
            IReadOnlyList<AcceptedResponse> owed = await ledger.TakeOwedAsync(intake.Run, Batch, CancellationToken.None);
            await ledger.RecordAsync(intake.Run, [.. owed.Select(o => new JudgedResponse(o.Key, o.ReceivedAt, Decided(random)))], reservedUsd: null, CancellationToken.None);
        }
    }

    private static Response Response(Response content, int number, DateTimeOffset at, double progress, Random random) => content with
    {
        Id = LedgerLoad.Id(random),
        OccurredAt = at,
        Release = string.Create(CultureInfo.InvariantCulture, $"2.{(int)(progress * 6)}"),
        Metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["route"] = Text(Routes[random.Next(Routes.Length)]),
            ["language"] = Text(Languages[random.Next(Languages.Length)]),
            ["model"] = Text(Models[random.Next(Models.Length)]),
            ["tier"] = Text(Tiers[random.Next(Tiers.Length)]),
            ["user"] = Text($"u{number % 50_000}"),
        },
    };

    private static JsonElement Text(string value) => JsonSerializer.SerializeToElement(value);

    /// <summary>One in twenty-five is left unscored.</summary>
    private static Judged.Decided Decided(Random random)
    {
        Judged.Decided decided = LedgerLoad.Decided(random);
        if (random.Next(25) == 0)
        {
            return decided with { Verdict = new Verdict.Unscored(random.Next(2) == 0 ? UnscoredReason.Unreadable : UnscoredReason.Refused, "no grade in the reply", null) };
        }

        CriterionScore[] scores = [.. Criteria.Select(c => new CriterionScore(c, random.Next(1, 6), null, "It answers the question.", []))];
        return decided with { Verdict = new Verdict.Scored(scores.Average(s => s.Value), scores, FailureCode: null) };
    }

    private static Judge Judge() => LedgerLoad.Judge() with
    {
        Rubric = new Rubric { Name = "quality", Criteria = [.. Criteria.Select(c => new Criterion { Name = c, Question = $"How good is its {c}?", Scale = new Scale.Numeric(1, 5, Fractions: false) })] },
    };

    private sealed class StoredTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
