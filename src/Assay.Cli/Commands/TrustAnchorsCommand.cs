using System.CommandLine;
using Assay.Calibrating.Anchors;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust anchors</c>: whether judges moved on their anchors.</summary>
internal static class TrustAnchorsCommand
{
    private static readonly Option<string> Named = new("--judge") { Description = "Only this judge of the configuration.", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("anchors", "Show whether judges moved on their anchors.") { Named, Settings.ConfigOption, RunOptions.Store, AlertListCommand.Data, RunOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        string? named = parsed.GetValue(Named);
        var judges = settings.File.Judges.Where(j => j.Terms.Anchors is not null).ToList();
        if (named is not null && settings.File.Judges.All(j => j.Name != named))
        {
            string hint = NearestName.Of(named, settings.File.Judges.Select(j => j.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : "Name one from `judges`.";
            throw new ConfigurationException($"there is no judge `{named}` in the configuration. {hint}");
        }

        judges.RemoveAll(j => named is not null && j.Name != named);
        if (judges.Count == 0)
        {
            throw new ConfigurationException($"{(named is null ? "no judge in the configuration" : $"the judge `{named}`")} has anchors. Write `anchors: anchors.jsonl` under a judge, with the name of a file of {AnchorSet.Advised} to {AnchorSet.Most} responses.");
        }

        await using var store = LedgerStore.Of(AlertListCommand.Store(parsed, settings));
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<AnchorStatus> found = await AnchorReport.ReadAsync(ledger.Anchors, judges, TimeProvider.System.GetUtcNow(), cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => AnchorStatusJson.Write(json, found)));
        }
        else
        {
            AnchorsText.Write(Terminal.Out(), found);
        }

        return ExitCode.Ok;
    }
}
