using System.Text;
using System.Text.Json;
using Assay.Calibrating.Pairwise;
using Assay.Cli.Running;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Cli.Output;

/// <summary>The account of a run as one JSON object.</summary>
internal static class RunJson
{
    public static string Write(RunResult result, Judge judge, int exitCode)
    {
        RunAccount account = result.Account;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("accepted", account.Accepted);
            json.WriteNumber("scored", account.Scored);
            Counts(json, "unscored", account.Unscored.Select(u => KeyValuePair.Create(u.Reason, u.Count)));
            Counts(json, "skipped", account.Skipped.Select(s => KeyValuePair.Create(s.Reason, s.Count)));
            json.WriteNumber("owed", account.Owed);
            json.WriteNumber("cached", account.Cached);
            json.WriteNumber("shared", account.Shared);
            json.WriteNumber("calls", account.Calls);
            json.WriteNumber("attempts", account.Attempts);
            Counts(json, "attempts_by_result", account.AttemptsByResult);
            json.WriteNumber("cost_usd", account.CostUsd);
            json.WriteNumber("saved_by_cache_usd", account.CacheSavedUsd);
            json.WriteNumber("saved_by_sharing_usd", account.SharingSavedUsd);
            json.WriteNumber("saved_by_prefix_cache_usd", result.PrefixSavedUsd);
            json.WriteNumber("saved_by_batch_usd", result.BatchSavedUsd);
            Lanes(json, account, result);
            json.WriteNumber("input_tokens", account.InputTokens);
            json.WriteNumber("cached_tokens", account.CachedTokens);
            json.WriteNumber("cache_write_tokens", account.CacheWriteTokens);
            json.WriteNumber("output_tokens", account.OutputTokens);
            json.WriteNumber("seconds", Math.Round(result.Took.TotalSeconds, 3));
            if (account.Coverage is { } coverage)
            {
                json.WriteNumber("coverage", coverage);
            }

            json.WriteString("judge", judge.Name);
            json.WriteString("judge_version", judge.Version);
            json.WriteString("model", judge.Model.ToString());
            json.WriteBoolean("heuristic", judge.Model.IsHeuristic);
            Counts(json, "models", account.Models);
            json.WriteStartObject("scores");
            foreach (ScoreHistogram score in account.Scores)
            {
                Estimate(json, score.Criterion, score.Mean());
            }

            json.WriteEndObject();
            Samples(json, account);
            Slices(json, account);
            if (account.Panel is { } panel)
            {
                PanelJson.Write(json, panel);
            }

            if (result.Pairs is { } pairs)
            {
                json.WriteStartObject("pairwise");
                json.WriteNumber("identical", pairs.Identical);
                PairwiseJson.Write(json, pairs);
                json.WriteEndObject();
            }

            json.WriteString("end", EndName(result.End));
            json.WriteNumber("exit_code", exitCode);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Lanes(Utf8JsonWriter json, RunAccount account, RunResult result)
    {
        json.WriteStartObject("lanes");
        foreach ((Lane lane, LaneSums sums) in account.Lanes)
        {
            json.WriteStartObject(lane.ToSnakeCase());
            json.WriteNumber("attempts", sums.Attempts);
            json.WriteNumber("cost_usd", sums.CostUsd);
            if (lane == Lane.Batch)
            {
                json.WriteNumber("live_would_cost_usd", sums.CostUsd + result.BatchSavedUsd);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Samples(Utf8JsonWriter json, RunAccount account)
    {
        GivenUpJson.Write(json, account.GivenUp);
        if (account.Samples.Count == 0)
        {
            return;
        }

        json.WriteStartObject("samples");
        foreach (SampledCriterion sampled in account.Samples)
        {
            json.WriteStartObject(sampled.Criterion);
            json.WriteNumber("taken", sampled.Taken);
            json.WriteNumber("unreadable", sampled.Unreadable);
            json.WriteNumber("low_mass", sampled.LowMass);
            json.WriteNumber("without_mass", sampled.WithoutMass);
            if (sampled.WithinItemSd is { } deviation)
            {
                json.WriteNumber("within_item_sd", Math.Round(deviation, 6));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Slices(Utf8JsonWriter json, RunAccount account)
    {
        if (account.Slices.Count == 0)
        {
            return;
        }

        json.WriteStartObject("slices");
        foreach ((string slice, IReadOnlyDictionary<string, ScoreHistogram> values) in account.Slices)
        {
            json.WriteStartObject(slice);
            foreach ((string value, ScoreHistogram score) in values)
            {
                Estimate(json, value, score.Mean());
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Over nothing there is no estimate, so nothing is written.</summary>
    private static void Estimate(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        if (estimate is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("n", estimate.N);
        json.WriteNumber("mean", estimate.Mean);
        if (estimate is { Low: { } low, High: { } high })
        {
            json.WriteStartArray("ci95");
            json.WriteNumberValue(low);
            json.WriteNumberValue(high);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, long>> counts)
    {
        json.WriteStartObject(name);
        foreach ((string key, long count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }

    private static string EndName(RunEnd end) => end switch
    {
        RunEnd.Finished => "finished",
        RunEnd.Interrupted => "interrupted",
        RunEnd.BudgetReached => "budget_reached",
        RunEnd.ProviderFailed => "provider_failed",
        _ => "input_rejected",
    };
}
