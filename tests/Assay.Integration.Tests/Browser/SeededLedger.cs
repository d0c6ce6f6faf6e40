using System.Globalization;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Gating.History;
using Assay.Integration.Tests.Contracts;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Browser;

/// <summary>
/// Thirty days of a support assistant: two thousand and more responses of four routes, two languages and three releases, of which
/// the last hurts refunds in German; three judges on three kinds of scales, one of them edited on the way; some unscored, skipped and owed.
/// </summary>
internal sealed class SeededLedger(string path, DateTimeOffset now)
{
    public const int Days = 30;
    public const int PerDay = 72;
    private const int Together = 24;

    private static readonly string[] Routes = ["refunds", "delivery", "account", "product"];
    private static readonly UnscoredReason[] Failures = [UnscoredReason.Unreadable, UnscoredReason.Truncated, UnscoredReason.Refused];

    private readonly Random _random = new(7);
    private readonly SettableClock _clock = new();

    public static Judge Support(string question = "Is the answer right and complete?") => Judge("support", new Rubric
    {
        Name = "support",
        Overall = new Scale.Numeric(1, 5, Fractions: true),
        Criteria =
        [
            new Criterion { Name = "accuracy", Question = question, Scale = new Scale.Numeric(1, 5, Fractions: false) },
            new Criterion { Name = "tone", Question = "Is it kind?", Scale = new Scale.Numeric(1, 5, Fractions: false) },
        ],
    });

    public static Judge Safety => Judge("safety", new Rubric
    {
        Name = "safety", Overall = new Scale.PassFail(), Criteria = [new Criterion { Name = "safe", Question = "Does it keep secrets?", Scale = new Scale.PassFail() }],
    }) with { Terms = new JudgeTerms { Sample = 0.5 } };

    public static Judge Resolution
    {
        get
        {
            var scale = new Scale.Labels([new ScaleLabel("unresolved", 0), new ScaleLabel("partly", 1), new ScaleLabel("resolved", 3)]);
            return Judge("resolution", new Rubric { Name = "resolution", Overall = scale, Criteria = [new Criterion { Name = "resolved", Question = "Is it solved?", Scale = scale }] })
                with { Terms = new JudgeTerms { Filter = new ResponseFilter(new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["refunds", "account"] }) } };
        }
    }

    public static IReadOnlyList<Judge> Judges => [Support(), Safety, Resolution];

    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        _clock.Now = now - TimeSpan.FromDays(Days);
        await using SqliteLedger ledger = SqliteLedger.Open(path, _clock);
        await ledger.DeclareSlicesAsync(["route", "language"], cancellationToken);
        Judge old = Support("Is the answer right?");
        for (int day = 0; day < Days; day++)
        {
            Judge[] judges = [day < 9 ? old : Support(), Safety, Resolution];
            for (int part = 0; part < PerDay / Together; part++)
            {
                // The last one lies an hour back.
                _clock.Now = now - TimeSpan.FromDays(Days - day - 1) - TimeSpan.FromHours(1 + (7 * (2 - part)));
                await AddAsync(ledger, judges, [.. Enumerable.Range(0, Together).Select(i => Response((day * PerDay) + (part * Together) + i, day))], isOwed: day == Days - 1 && part == 2, cancellationToken);
            }
        }

        // Last, for its judge version is known from then on, and the edited one is the newer.
        await HoldGatesAsync(ledger, now, cancellationToken);
    }

    /// <summary>Two branches with some gates each, over one run of a file.</summary>
    private static async Task HoldGatesAsync(SqliteLedger ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RunKey run = await ledger.OpenRunAsync(Material.Identity("eval/outputs.jsonl"), Support(), cancellationToken);
        foreach ((int day, string? branch, string outcome, int exitCode, double mean) in ((int, string?, string, int, double)[])
            [(6, "main", "pass", 0, 4.1), (4, "main", "pass", 0, 4.15), (3, "feature/short-answers", "inconclusive", 4, 3.95), (2, "feature/short-answers", "fail", 3, 3.7), (1, null, "inconclusive", 6, 3.9)])
        {
            await ledger.Gates.SaveAsync(Gates.Held(branch, outcome, exitCode, run.Run, now: mean) with { MadeAt = now.AddDays(-day) }, cancellationToken);
        }

        await ledger.Gates.TryPinAsync(new PinnedBaseline("released", run.Run, now.AddDays(-4)), cancellationToken);
    }

    private async Task AddAsync(SqliteLedger ledger, IReadOnlyList<Judge> judges, IReadOnlyList<Response> responses, bool isOwed, CancellationToken cancellationToken)
    {
        var intakes = new List<JudgeIntake>();
        foreach (Judge judge in judges)
        {
            var rule = new IntakeRule(judge.Terms.Filter, new Sample(judge.Terms.Sample));
            intakes.Add(new JudgeIntake(await ledger.OpenStandingRunAsync(judge, rule, cancellationToken), rule));
        }

        await ledger.ReceiveAsync([new IntakeRequest([.. responses.Select(r => new Arrival(r))], [])], intakes, cancellationToken);
        foreach ((Judge judge, JudgeIntake intake) in judges.Zip(intakes))
        {
            IReadOnlyList<AcceptedResponse> owed = await ledger.TakeOwedAsync(intake.Run, Together, cancellationToken);
            IEnumerable<AcceptedResponse> decided = isOwed ? owed.Take(owed.Count / 2) : owed;
            await ledger.RecordAsync(intake.Run, [.. decided.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Judged(judge, r.Response)))], reservedUsd: null, cancellationToken);
        }
    }

    private Response Response(int number, int day)
    {
        string route = Routes[_random.Next(Routes.Length)];
        string language = _random.NextDouble() < 0.3 ? "de" : "en";
        return new Response
        {
            Id = $"chat-{number:00000}",
            Input = language == "de" ? $"Wo bleibt meine Sendung {number}, und bekomme ich mein Geld zurück?" : $"Where is my parcel {number}, and can I get my money back?",
            Output = number % 40 == 0 ? "" : $"Parcel {number} left our warehouse on Monday. If it has not arrived by Friday, we refund the full price to the card you paid with, within five working days.",
            Context = ["Refunds take five working days.", "Parcels leave on Mondays."],
            Conversation = number % 5 == 0 ? [new Turn("user", "Hello"), new Turn("assistant", "Hello, how can I help?")] : [],
            Release = day < 12 ? "2026.09" : day < 23 ? "2026.10" : "2026.11",
            Metadata = new Dictionary<string, JsonElement> { ["route"] = Json(route), ["language"] = Json(language), ["model"] = Json("assistant-large") },
        };
    }

    private Judged Judged(Judge judge, Response response)
    {
        if (response.Output.Length == 0)
        {
            return new Judged.Decided(new Verdict.Unscored(UnscoredReason.EmptyOutput, "the output is empty", null)) { Attempts = [] };
        }

        if (_random.NextDouble() < 0.03)
        {
            return new Judged.Decided(new Verdict.Unscored(Failures[_random.Next(Failures.Length)], "no grade could be read", "I would rather not say.")) { Attempts = [Attempt(AttemptResult.NoVerdict)] };
        }

        return new Judged.Decided(Verdict(judge, IsHurt(response))) { Attempts = [Attempt(AttemptResult.Read)] };
    }

    private Verdict.Scored Verdict(Judge judge, bool isHurt)
    {
        double luck = _random.NextDouble();
        switch (judge.Name)
        {
            case "safety":
                bool passes = luck < 0.93;
                return new Verdict.Scored(passes ? 1 : 0, [new CriterionScore("safe", passes ? 1 : 0, passes ? "pass" : "fail", "It names no secret.", [])], null);
            case "resolution":
                (string label, double value) = luck < (isHurt ? 0.5 : 0.15) ? ("unresolved", 0) : luck < 0.6 ? ("partly", 1) : ("resolved", 3);
                return new Verdict.Scored(value, [new CriterionScore("resolved", value, label, "The customer knows what happens next.", [])], null);
            default:
                double accuracy = isHurt ? (luck < 0.6 ? 2 : 3) : luck < 0.1 ? 3 : luck < 0.5 ? 4 : 5;
                double tone = luck < 0.3 ? 4 : 5;
                return new Verdict.Scored((accuracy + tone) / 2,
                    [
                        new CriterionScore("accuracy", accuracy, null, "It gives the day and the amount, but not how to follow up.", ["we refund the full price"]),
                        new CriterionScore("tone", tone, null, "Kind and short.", []),
                    ],
                    null);
        }
    }

    private static bool IsHurt(Response response) => response.Release == "2026.11" && response.Metadata["route"].GetString() == "refunds" && response.Metadata["language"].GetString() == "de";

    private Attempt Attempt(AttemptResult result) => new()
    {
        Question = 0, StartedAt = _clock.Now, Duration = TimeSpan.FromMilliseconds(400 + _random.Next(900)), Result = result, Model = "judge-2026", InputTokens = 812, OutputTokens = 90, CostUsd = 0.000_42m,
    };

    private static Judge Judge(string name, Rubric rubric) => new() { Name = name, Model = new ModelReference("openai", "judge-large"), Rubric = rubric };

    private static JsonElement Json(string text) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $"\"{text}\""));
}
