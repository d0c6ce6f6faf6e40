using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;

namespace Assay.Cli.Commands;

/// <summary><c>assay causes</c>: which slices and words explain low scores, or a fall since a release.</summary>
internal static class CausesCommand
{
    private const string UsualRange = "7d";

    private static readonly Option<string> Data = new("--data") { Description = "Folder of a demo or a service, instead of --store.", HelpName = "DIR" };
    private static readonly Option<string> Release = new("--since-release") { Description = "What fell since this release, against as long before it; `latest`: the one that came last.", HelpName = "NAME" };
    private static readonly Option<string> Range = new("--range") { Description = "What fell in this time up to now, against as long before (default: 7d).", HelpName = "TIME" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "What this judge scored (default: the one that scored most).", HelpName = "NAME" };
    private static readonly Option<string> OfCriterion = new("--criterion") { Description = "What explains this criterion's scores (default: the overall score, else the first criterion).", HelpName = "NAME" };
    private static readonly Option<string> Within = new("--within") { Description = "Only responses that have all of these: what explains it within a cause.", HelpName = "FIELD=VALUE,..." };
    private static readonly Option<string> OfIncident = new("--incident") { Description = "What explains an incident: its judge, criterion, slice and time.", HelpName = "ID" };

    public static Command Create()
    {
        var command = new Command("causes", "Find the slices and words that explain low scores, or a fall since a release.") { Settings.ConfigOption, RunOptions.Store, Data, Release, Range, OfJudge, OfCriterion, Within, OfIncident, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        string path = parsed.GetValue(Data) is { } folder ? Path.Combine(folder, RunOptions.DefaultStore) : settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        IReadOnlyList<Facet> within = parsed.GetValue(Within) is not { } text ? []
            : CauseQuestion.ReadWithin(text) ?? throw new ConfigurationException($"--within is `{text}`, but must be fields with their values, such as route=refunds,language=de.");
        await using var store = LedgerStore.Of(path);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        CauseQuestion asked = parsed.GetValue(OfIncident) is { } incident ? await IncidentAsync(parsed, ledger, incident, cancellationToken) : await AskedAsync(parsed, ledger, cancellationToken);
        CauseReport? report = await CauseReading.ReadAsync(ledger, asked with { Fields = settings.File.Slices, Within = [.. asked.Within, .. within] }, cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => CausesJson.Write(json, report)));
        }
        else if (report is not null)
        {
            CausesText.Write(Terminal.Out(), report);
        }

        if (report is not null)
        {
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync($"assay: {Nothing(asked, within.Count > 0, parsed.GetValue(Range) ?? UsualRange)}");
        return ExitCode.Inconclusive;
    }

    private static string Nothing(CauseQuestion asked, bool isWithin, string range) => (isWithin, asked.Release) switch
    {
        (true, _) => "nothing was scored in that time within what --within names: there is nothing to explain. Fields are those under `slices` in assay.yaml, and `failure`.",
        (_, { } release) => $"no scored response is of release `{TerminalText.Clean(release)}`. `latest` is the one that came last.",
        _ => $"nothing was scored in the last {range}: there is nothing to explain. A longer --range may hold something.",
    };

    private static async Task<CauseQuestion> AskedAsync(ParseResult parsed, ILedgerQueries ledger, CancellationToken cancellationToken)
    {
        string range = parsed.GetValue(Range) ?? UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero)
        {
            throw new ConfigurationException($"--range is `{range}`, but must be a length of time such as 24h or 30d.");
        }

        string? judge = parsed.GetValue(OfJudge);
        if (judge is not null && !(await ledger.JudgesAsync(cancellationToken)).Contains(judge))
        {
            throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", await ledger.JudgesAsync(cancellationToken))}.");
        }

        string? criterion = parsed.GetValue(OfCriterion);
        if (criterion is not null && !(await ledger.CriteriaAsync(judge, cancellationToken)).Contains(criterion))
        {
            throw new ConfigurationException($"no judge of the ledger scores a criterion `{criterion}`. Known: {string.Join(", ", await ledger.CriteriaAsync(judge, cancellationToken))}.");
        }

        return new CauseQuestion(judge, parsed.GetValue(Release), Period.Of(length, TimeProvider.System.GetUtcNow())) { Criterion = criterion };
    }

    private static async Task<CauseQuestion> IncidentAsync(ParseResult parsed, ILedgerQueries ledger, string id, CancellationToken cancellationToken)
    {
        if (((Option<string>[])[Release, Range, OfJudge, OfCriterion]).FirstOrDefault(o => parsed.GetValue(o) is not null) is { } other)
        {
            throw new ConfigurationException($"{other.Name} does not go with --incident: an incident has its own judge, criterion and time.");
        }

        return Guid.TryParse(id, out Guid guid) && await ledger.Alerts.IncidentsAsync(new IncidentQuery { Id = guid }, cancellationToken) is [var incident, ..]
            ? CauseQuestion.Of(incident) ?? throw new ConfigurationException($"the incident is of kind `{incident.Subject.Kind}`: it is about the work of judging, and no response explains it.")
            : throw new ConfigurationException($"the ledger holds no incident `{id}`.");
    }
}
