using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Configuring;
using Assay.Gating.Data;
using Assay.Gating.Prompts;
using Assay.Scoring.Checking;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing.Alerts;

namespace Assay.Cli.Commands;

/// <summary><c>assay dataset from-responses</c>: cases out of what was said in production.</summary>
internal static class DataSetFromResponsesCommand
{
    private const int UsualLimit = 200;
    private const int Page = 500;

    private static readonly Option<string[]> Filter = new("--filter") { Description = "Only responses with this value of a metadata field, such as route:refunds or release:2.2. Repeatable; all must hold.", HelpName = "FIELD:VALUE" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "Only what this judge judged.", HelpName = "NAME" };
    private static readonly Option<string> Range = new("--range") { Description = "Only what was received in this time up to now, such as 24h or 30d.", HelpName = "TIME" };
    private static readonly Option<string> AtMost = new("--at-most") { Description = "Only overall scores up to this one.", HelpName = "SCORE" };
    private static readonly Option<bool> Lowest = new("--lowest") { Description = "The lowest scores first, instead of a random draw." };
    private static readonly Option<string> OfIncident = new("--incident") { Description = "What an incident is about, lowest scores first: its judge, its slice, its time.", HelpName = "ID" };
    private static readonly Option<string> Limit = new("--limit") { Description = $"So many cases at most (default {UsualLimit}).", HelpName = "N" };
    private static readonly Option<string> Seed = new("--seed") { Description = "Another word draws otherwise; the same one draws the same.", HelpName = "WORD" };
    private static readonly Option<bool> WithOutputs = new("--with-outputs") { Description = "Keep what was answered too, with the mean label of people: outputs for `gate --baseline-outputs`." };
    private static readonly Option<string> Out = new("--out") { Description = "Where the cases go: .jsonl.", HelpName = "FILE", Required = true };

    private static readonly string[] OfAnswer =
    [
        PromptIdentity.NameField, PromptIdentity.VersionField, PromptIdentity.ModelField,
        MeasuredCheck.UsualField(MeasuredQuantity.Latency), MeasuredCheck.UsualField(MeasuredQuantity.Cost),
    ];

    public static Command Create()
    {
        var command = new Command("from-responses", "Make a data set of responses that were judged: a draw, the lowest scores, or those of an incident.")
        {
            Settings.ConfigOption, RunOptions.Store, Filter, OfJudge, Range, AtMost, Lowest, OfIncident, Limit, Seed, WithOutputs, Out, RunOptions.Json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        string file = parsed.GetValue(Out)!;
        OutFile.ThrowIfUnwritable(file, ".jsonl");
        (string Field, string Value)[] filters = [.. (parsed.GetValue(Filter) ?? []).Select(Read)];
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        Incident? incident = parsed.GetValue(OfIncident) is { } id ? await FindAsync(ledger, id, cancellationToken) : null;
        var query = new OutcomeQuery(incident?.Subject.Judge ?? await JudgeAsync(ledger, parsed.GetValue(OfJudge), cancellationToken), State: null, Reason: null, incident?.Subject.Release, Before: null, Page)
        {
            WithBody = true,
            AtMost = settings.Number(AtMost, double.MinValue, double.MaxValue),
            From = incident?.Opening.From ?? (settings.Time(Range) is { } range ? TimeProvider.System.GetUtcNow() - range : null),
            Slice = incident?.Subject.Slice is { } facet ? (facet.Field, facet.Value) : filters.Length > 0 ? filters[0] : null,
        };
        bool isLowest = incident is not null || parsed.GetValue(Lowest);
        var picked = new ResponseSelection(settings.Whole(Limit, 1, 1_000_000) ?? UsualLimit, isLowest ? null : settings.Text(Seed) ?? "");
        long unkept = 0;
        for (OutcomePage? page = await ledger.ListAsync(query, cancellationToken); page is not null; page = page.Next is { } next ? await ledger.ListAsync(query with { Before = next }, cancellationToken) : null)
        {
            foreach (OutcomeListing row in page.Rows.Where(r => (incident?.ClosedAt is not { } closed || r.ReceivedAt <= closed) && (!isLowest || r.Overall is not null)))
            {
                byte[] body = System.Text.Encoding.UTF8.GetBytes(row.Body!);
                if (UnkeptContent.IsRest(body))
                {
                    unkept++;
                }
                else if (ResponseJson.Read(body, "ledger", 0) is var response && filters.All(f => ResponseFilter.ValueOf(response, f.Field) == f.Value))
                {
                    picked.Add(response, row.Overall);
                }
            }
        }

        IReadOnlyDictionary<string, CaseLabels> labels = await CaseLabels.ReadAsync(ledger.Labels, picked.Picked.Select(r => r.Id).ToHashSet(StringComparer.Ordinal), cancellationToken);
        IReadOnlyList<Response> cases = [.. picked.Picked.Select(r => CaseOf(r, labels.GetValueOrDefault(r.Id), parsed.GetValue(WithOutputs)))];
        return await WriteAsync(file, cases, (unkept, labels.Count), parsed.GetValue(RunOptions.Json));
    }

    private static async Task<int> WriteAsync(string file, IReadOnlyList<Response> picked, (long Unkept, int Labelled) counts, bool json)
    {
        (long unkept, int labelled) = counts;
        if (unkept > 0)
        {
            await Console.Error.WriteLineAsync(FormattableString.Invariant($"assay: {unkept:N0} more match, but their texts are not kept (content is off)."));
        }

        if (picked.Count == 0)
        {
            throw new ConfigurationException("no response that was judged matches. Leave out a filter, or take a longer --range.");
        }

        await OutFile.WriteAsync(file, async stream =>
        {
            foreach (Response one in picked)
            {
                await stream.WriteAsync(ResponseJson.Write(one));
                stream.WriteByte((byte)'\n');
            }
        });
        var data = await DataSetFile.ReadAsync(file, CancellationToken.None);
        Console.Out.WriteLine(json
            ? JsonLine.Write(members =>
            {
                members.WriteNumber("cases", picked.Count);
                members.WriteString("hash", data.Hash);
                members.WriteNumber("labelled", labelled);
                members.WriteNumber("without_texts", unkept);
            })
            : FormattableString.Invariant($"{picked.Count:N0} cases in {TerminalText.Clean(file)}{(labelled > 0 ? $", {labelled:N0} of them with labels of people" : "")}; content {data.Hash}"));
        return ExitCode.Ok;
    }

    /// <summary>What was asked and is known; not what was answered, with what, and how long that took, unless outputs are wanted.</summary>
    private static Response CaseOf(Response response, CaseLabels? labels, bool withOutputs)
    {
        if (withOutputs)
        {
            return labels is null ? response : response with { Metadata = response.Metadata.Append(labels.OfOutput).DistinctBy(m => m.Key).ToDictionary(StringComparer.Ordinal) };
        }

        return response with
        {
            Output = "",
            Release = null,
            Metadata = response.Metadata.Where(m => !OfAnswer.Contains(m.Key)).Concat(labels is null ? [] : [labels.OfCase]).DistinctBy(m => m.Key).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static (string, string) Read(string filter) => filter.Split(':', 2) is [{ Length: > 0 } field, var value] ? (field, value)
        : throw new ConfigurationException($"--filter is `{filter}`, but must be a field and its value such as route:refunds.");

    private static async Task<string?> JudgeAsync(ILedgerQueries ledger, string? judge, CancellationToken cancellationToken) =>
        judge is null || (await ledger.JudgesAsync(cancellationToken)) is var judges && judges.Contains(judge) ? judge
        : throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", judges)}.");

    private static async Task<Incident> FindAsync(ILedgerQueries ledger, string id, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out Guid guid) && (await ledger.Alerts.IncidentsAsync(new IncidentQuery { Id = guid }, cancellationToken)) is [var found, ..] ? found
        : throw new ConfigurationException($"there is no incident {id}. `assay alert list --json` shows those that are open.");
}
