using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Gating.History;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay runs pin</c> and <c>unpin</c>: the run that gates are held against by a name.</summary>
internal static class RunsPinCommand
{
    private static readonly Argument<string> Run = new("run") { Description = "The run's number, as `assay runs` and every gate show it.", HelpName = "RUN" };
    private static readonly Option<string> As = new("--as") { Description = $"Under which name (default {PinnedBaseline.UsualName}).", HelpName = "NAME" };
    private static readonly Argument<string> Pinned = new("name") { Description = "What it is pinned as.", HelpName = "NAME" };

    public static Command Pin()
    {
        var command = new Command("pin", "Pin a run as a baseline: `gate --baseline pin:NAME` holds outputs against it.") { Run, As, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => PinAsync(parsed, cancel));
        return command;
    }

    public static Command Unpin()
    {
        var command = new Command("unpin", "Pin nothing under a name any more.") { Pinned, Settings.ConfigOption, RunOptions.Store };
        command.SetAction((parsed, cancel) => UnpinAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> PinAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetValue(As) ?? PinnedBaseline.UsualName;
        if (!PinnedBaseline.IsName(name))
        {
            throw new ConfigurationException($"--as is `{name}`, but a name has letters, digits and - _ . / only, at most {PinnedBaseline.LongestName}.");
        }

        if (!long.TryParse(parsed.GetValue(Run), NumberStyles.None, CultureInfo.InvariantCulture, out long run))
        {
            throw new ConfigurationException($"`{parsed.GetValue(Run)}` is no number of a run. `assay runs` lists them.");
        }

        await using LedgerStore store = await ExistingAsync(parsed, cancellationToken);
        await using IServiceLedger ledger = await store.OpenAsync(TimeProvider.System, isService: false, cancellationToken);
        if (!await ledger.Gates.TryPinAsync(new PinnedBaseline(name, run, TimeProvider.System.GetUtcNow()), cancellationToken))
        {
            throw new ConfigurationException($"there is no run {run} of files in {store.Shown}. `assay runs` lists those there are.");
        }

        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json)
            ? JsonLine.Write(json =>
            {
                json.WriteString("name", name);
                json.WriteNumber("run", run);
            })
            : FormattableString.Invariant($"Run {run} is pinned as {name}: `assay gate --baseline pin:{name}` holds outputs against it."));
        return ExitCode.Ok;
    }

    private static async Task<int> UnpinAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetValue(Pinned)!;
        await using LedgerStore store = await ExistingAsync(parsed, cancellationToken);
        await using IServiceLedger ledger = await store.OpenAsync(TimeProvider.System, isService: false, cancellationToken);
        if (!await ledger.Gates.TryUnpinAsync(name, cancellationToken))
        {
            throw new ConfigurationException($"nothing is pinned as `{TerminalText.Clean(name)}` in {store.Shown}. `assay runs` shows what is.");
        }

        Console.Out.WriteLine($"Nothing is pinned as {TerminalText.Clean(name)} any more.");
        return ExitCode.Ok;
    }

    private static async Task<LedgerStore> ExistingAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        return await store.ExistsAsync(cancellationToken) ? store : throw new ConfigurationException($"there is no ledger at {store.Shown}. Name one with --store, or make one with `assay run`.");
    }
}
