using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay why ID</c>: one response's whole trail.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The response's id.", HelpName = "ID" };

    public static Command Create()
    {
        var command = new Command("why", "Show one response's trail: received, judged or not and why, every attempt and its cost.") { Id, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        var markers = new MarkerCounts(settings.File.Redaction);
        string id = parsed.GetValue(Id)!;
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        if (await ledger.TrailAsync(id, cancellationToken) is not { } trail)
        {
            IReadOnlyList<string> similar = await ledger.SimilarIdsAsync(id, cancellationToken);
            throw new InputException(store.Shown, $"holds no response \"{id}\".",
                similar.Count > 0 ? $"Similar ids: {string.Join(", ", similar)}." : "`assay export` lists all ids.");
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(TrailJson.Write(trail, markers));
        }
        else
        {
            TrailReport.Write(Terminal.Out(), trail, markers);
        }

        return ExitCode.Ok;
    }
}
