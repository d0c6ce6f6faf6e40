using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Pairs;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Makes what a ledger is given.</summary>
internal static class Material
{
    /// <summary>Milliseconds since 1970 are whole in it, as ledgers keep them.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Two criteria from 1 to 5, each asked by itself; the overall score is their mean.</summary>
    public static Judge Judge(string name = "quality", string question = "Is it right?") => new()
    {
        Name = name,
        Model = new ModelReference("openai", "m"),
        OneCallPerCriterion = true,
        Rubric = new Rubric
        {
            Name = "quality",
            Overall = new Scale.Numeric(1, 5, Fractions: true),
            Criteria =
            [
                new Criterion { Name = "tone", Question = "Is it kind?", Scale = new Scale.Numeric(1, 5, Fractions: false) },
                new Criterion { Name = "accuracy", Question = question, Scale = new Scale.Numeric(1, 5, Fractions: false) },
            ],
        },
    };

    public static SourcedResponse Pair(string id, long line, string rival)
    {
        SourcedResponse single = Response(id, line);
        return single with { Response = single.Response with { Rival = new Rival(rival) { Systems = ("a", "b"), Item = "q" } } };
    }

    /// <summary>Says which of two outputs is better.</summary>
    public static Judge PairJudge()
    {
        Judge graded = Judge("pw");
        return graded with { OneCallPerCriterion = false, PreferredBy = graded.Rubric, Rubric = PairRubric.Of(graded.Rubric) };
    }

    public static Judged Compared(double original, double swapped) =>
        new Judged.Decided(new Verdict.Scored(PairRubric.OutcomeOf([original, swapped]),
            [new CriterionScore(PairRubric.Original, original, PairRubric.Named(original), "because", []), new CriterionScore(PairRubric.Swapped, swapped, PairRubric.Named(swapped), "because", [])], FailureCode: null))
        {
            Attempts = [Attempt(0), Attempt(1)],
        };

    public static RunIdentity Identity(string file = "responses.jsonl", Judge? judge = null) =>
        new($"{judge?.Version} {file}", $"quality over {file}");

    public static SourcedResponse Response(string id, long line, string output = "Some answer.", string? route = null, string file = "responses.jsonl") => new(
        new Response
        {
            Id = id,
            Input = "Where is it?",
            Output = output,
            Metadata = route is null ? new Dictionary<string, JsonElement>() : new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse($"\"{route}\"") },
        },
        file, line, line);

    public static Attempt Attempt(int question = 0, AttemptResult result = AttemptResult.Read, decimal cost = 0.000_25m, string? error = null) => new()
    {
        Question = question,
        StartedAt = Noon,
        Duration = TimeSpan.FromMilliseconds(100),
        Result = result,
        Error = error,
        Model = result == AttemptResult.Read ? "m-2026" : null,
        InputTokens = 100,
        CachedTokens = 40,
        CacheWriteTokens = 10,
        OutputTokens = 20,
        CostUsd = cost,
    };

    public static Judged Scored(double tone = 4, double accuracy = 5, string? reason = "because", params Attempt[] attempts) =>
        new Judged.Decided(new Verdict.Scored((tone + accuracy) / 2,
            [new CriterionScore("tone", tone, null, reason, []), new CriterionScore("accuracy", accuracy, null, reason, ["Some"])], FailureCode: null))
        {
            Attempts = attempts.Length > 0 ? attempts : [Attempt(0), Attempt(1)],
        };

    public static Judged Unscored(UnscoredReason reason = UnscoredReason.Unreadable, string detail = "no grade in it", string? raw = "Well.") =>
        new Judged.Decided(new Verdict.Unscored(reason, detail, raw)) { Attempts = [Attempt(0, AttemptResult.NoVerdict, error: detail)] };

    public static Judged Parked(string error = "the provider failed") =>
        new Judged.Parked(error) { Attempts = [Attempt(0, AttemptResult.Transient, cost: 0, error)] };
}
