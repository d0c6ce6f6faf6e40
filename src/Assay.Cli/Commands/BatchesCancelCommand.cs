using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay batches cancel BATCH</c>: asks the provider to end it, or gives it up. Whoever owns it reads what was answered, and asks the rest live.</summary>
internal static class BatchesCancelCommand
{
    private const string GivenUp = "it was given up with `assay batches cancel --give-up`";

    private static readonly Option<bool> GiveUp = new("--give-up") { Description = "Do not ask the provider, and read nothing more of it: all it holds counts as spent." };

    public static Command Create()
    {
        var command = new Command("cancel", "Ask the provider to end a batch. What it answered is kept, the rest is asked live.")
        {
            BatchesCommands.Batch, GiveUp, Settings.ConfigOption, RunOptions.Store, RunOptions.Json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using LedgerStore store = BatchesCommands.Store(settings);
        IBatchStore batches = await store.BatchesAsync(TimeProvider.System, cancellationToken);
        HeldBatch batch = await BatchesCommands.FindOrThrowAsync(batches, parsed.GetValue(BatchesCommands.Batch)!, cancellationToken);
        bool givesUp = parsed.GetValue(GiveUp);
        switch (batch)
        {
            case { IsOpen: false }:
                throw new ConfigurationException($"the batch {batch.Token} is over ({batch.State.ToSnakeCase()}): nothing waits in it.");
            case { State: HeldBatchState.Ended } when !givesUp:
                throw new ConfigurationException($"the batch {batch.Token} has ended at its provider. `assay run` or `assay serve` records what it brought.");
            case { ProviderId: null } when !givesUp:
                throw new ConfigurationException($"it is not known whether the batch {batch.Token} reached its provider. `assay run` or `assay serve` finds out; --give-up does not wait for that.");
        }

        if (givesUp)
        {
            await batches.GiveUpAsync(batch.Key, GivenUp, cancellationToken);
        }
        else if (!await TryCancelAsync(settings, store, batch, cancellationToken))
        {
            return ExitCode.Provider;
        }
        else
        {
            await batches.NoteCancelAskedAsync(batch.Key, cancellationToken);
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            HeldBatch now = await BatchesCommands.FindOrThrowAsync(batches, batch.Token, cancellationToken);
            Console.Out.WriteLine(JsonLine.Write(json => BatchesText.Members(json, now, TimeProvider.System.GetUtcNow())));
        }
        else
        {
            Console.Out.WriteLine(FormattableString.Invariant($"{(givesUp ? "given up" : "cancelling")}: {batch.Token}. {batch.Waiting:N0} questions waited in it; `assay run` or `assay serve` keeps what was answered, and asks the rest live."));
        }

        return ExitCode.Ok;
    }

    /// <summary>Of a panel, which asks several, the one that the batch was sent to.</summary>
    private static ModelReference? ModelOf(HeldBatch batch, string model, ChatClientFactory clients)
    {
        if (ModelReference.TryParse(model) is not { } reference || reference.Model == batch.Model)
        {
            return ModelReference.TryParse(model);
        }

        ModelReference[] asked = [.. reference.Model.Split(" + ").Select(ModelReference.TryParse).OfType<ModelReference>().Where(r => r.Model == batch.Model)];
        return asked is [var only] ? only : asked.FirstOrDefault(r => JudgeSession.EndpointOf(clients, r) == batch.Endpoint);
    }

    private static async Task<bool> TryCancelAsync(Settings settings, LedgerStore store, HeldBatch batch, CancellationToken cancellationToken)
    {
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        StoredJudgeVersion judge = (await ledger.JudgeVersionsAsync(cancellationToken)).First(v => v.Name == batch.Judge && v.Version == batch.JudgeVersion);
        string model = judge.Model;
        using ChatClientFactory clients = JudgeSession.Clients(settings, TimeProvider.System);
        using IBatchClient client = (ModelOf(batch, model, clients) is { } reference ? clients.CreateBatchClient(reference, out _) : null)
            ?? throw new ConfigurationException($"{model} cannot be asked by batches as the configuration is now. --give-up leaves the provider alone.");
        try
        {
            await client.CancelAsync(batch.ProviderId!, cancellationToken);
            return true;
        }
        catch (ProviderException e)
        {
            string account = e.StatusCode == 404 ? " It is of another account, or was deleted: use the key it was sent with, or give it up with --give-up." : "";
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(e.Message.TrimEnd('.'))}.{account} Nothing was changed.");
            return false;
        }
    }
}
