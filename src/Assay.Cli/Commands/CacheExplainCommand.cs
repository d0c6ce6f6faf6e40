using System.CommandLine;
using System.Globalization;
using System.Text;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay cache explain ID</c>: whether the judge, as it is now, would be answered by the cache for a response, and why.</summary>
internal static class CacheExplainCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The response's id.", HelpName = "ID" };

    public static Command Create()
    {
        var command = new Command("explain", "Tell whether a response would be answered from the cache by the judge as it is now, and why.") { Id };
        JudgeOptions.AddTo(command);
        command.Add(JudgeOptions.Samples);
        command.Add(RunOptions.Store);
        command.Add(RunOptions.Cache);
        command.Add(RunOptions.Json);
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        Judge judge = JudgeSelection.Select(settings);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        string id = parsed.GetValue(Id)!;
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        Trail trail = await ledger.TrailAsync(id, cancellationToken) ?? throw new InputException(store.Shown, $"holds no response \"{id}\".", "`assay export` lists all ids.");
        if (trail.Revisions[^1].Content == ContentState.NotKept)
        {
            throw new InputException(store.Shown, $"holds no text of the response \"{id}\".", "It was not kept: content is off, and nothing is cached of it.");
        }

        Response response = ResponseJson.Read(Encoding.UTF8.GetBytes(trail.Revisions[^1].Body), store.Shown, 1);
        if (judge.IsPairwise != response.Rival is not null)
        {
            throw new InputException(store.Shown, $"holds the response \"{id}\" {(judge.IsPairwise ? "with one output, and the judge compares two" : "as a pair, and the judge grades one output")}.", "Name a judge that is for it with --judge.");
        }

        string location = CacheStore.Of(settings);
        await using IVerdictCache cache = await CacheStore.OpenExistingAsync(location, TimeProvider.System, cancellationToken);
        IReadOnlyList<CacheKey> keys = ModelJudge.KeysOf(judge, response);
        IReadOnlyList<StoredJudgeVersion> versions = await ledger.JudgeVersionsAsync(cancellationToken);
        var answers = new List<(CacheKey Key, string Result, string Why)>(keys.Count);
        foreach (CacheKey key in keys)
        {
            CacheInspection inspection = await cache.InspectAsync(key, cancellationToken);
            (string result, string why) = Explain(inspection, judge, versions);
            answers.Add((key, result, why));
        }

        CacheStore.ThrowIfTroubled(cache, location);
        Write(parsed.GetValue(RunOptions.Json), judge, id, answers);
        return ExitCode.Ok;
    }

    private static void Write(bool asJson, Judge judge, string id, List<(CacheKey Key, string Result, string Why)> answers)
    {
        if (asJson)
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteString("id", id);
                json.WriteString("judge_version", judge.Version);
                json.WriteStartArray("questions");
                foreach ((CacheKey key, string result, string why) in answers)
                {
                    json.WriteStartObject();
                    json.WriteString("result", result);
                    json.WriteString("why", why);
                    json.WriteString("key", key.Question.ToString("x32", CultureInfo.InvariantCulture));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }));
            return;
        }

        if (answers.Count == 0)
        {
            Console.Out.WriteLine("No question: a check of the output decides, without a call.");
        }

        foreach ((CacheKey _, string result, string why) in answers)
        {
            Console.Out.WriteLine($"{result}: {TerminalText.Clean(why)}");
        }
    }

    private static (string Result, string Why) Explain(CacheInspection inspection, Judge judge, IReadOnlyList<StoredJudgeVersion> versions)
    {
        switch (inspection)
        {
            case { Reply: { } reply, Expired: true }:
                return ("miss", string.Create(CultureInfo.InvariantCulture,
                    $"a reply of {reply.SavedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC was good until {reply.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC (cache_ttl)."));
            case { Reply: { } reply }:
                return ("hit", string.Create(CultureInfo.InvariantCulture,
                    $"the same question was answered on {reply.SavedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {reply.Model ?? "the model"} under judge version {reply.JudgeVersion}, for ${reply.CostUsd:0.00####}; good until {reply.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC."));
            case { OtherVersions: { Count: > 0 } others }:
                string other = others[0];
                string changed = versions.FirstOrDefault(v => v.Version == other) is { } known ? $"; changed since: {string.Join(", ", known.DifferencesFrom(judge))}" : "";
                return ("miss", $"judge version {judge.Version} was never asked about this material, but version {other} was{changed}.");
            default:
                return ("miss", $"judge version {judge.Version} was never asked this question, or its reply gave no verdict: those are not kept.");
        }
    }
}
