using Assay.Gating.Prompts;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do with the prompt versions that were asked.</summary>
public abstract class PromptContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = Material.Noon;

    private IServiceLedger? _ledger;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    /// <summary>What <c>--store</c> names: empty at first.</summary>
    protected abstract Task<LedgerStore> StoreAsync();

    public async ValueTask InitializeAsync()
    {
        await using LedgerStore store = await StoreAsync();
        _ledger = await store.OpenAsync(new SettableClock { Now = Noon }, isService: false, Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_version_is_kept_with_its_text_and_the_runs_it_was_judged_in()
    {
        RunKey first = await RunAsync("a");
        RunKey second = await RunAsync("b");
        string source = "Antworte höflich.\n\"{{input}}\" \u2028 \0 😀\n";
        await Ledger.SavePromptUseAsync(Use("prompts/a.txt", "v1", first, Noon) with { Source = source, Calls = 40, CostUsd = 0.000_123_4m }, Cancel);
        await Ledger.SavePromptUseAsync(Use("prompts/a.txt", "v1", second, Noon.AddHours(1)) with { Source = "other", Cached = 40 }, Cancel);

        StoredPrompt prompt = Assert.Single(await PromptsAsync());

        Assert.Equal(("prompts/a.txt", "v1", "openai:m", source, Noon), (prompt.Name, prompt.Version, prompt.Model, prompt.Source, prompt.Since));
        Assert.Equal([second.Run, first.Run], prompt.Runs);
        Assert.Equal((40L, 40L, 0.000_123_4m), (prompt.Calls, prompt.Cached, prompt.CostUsd));
    }

    [Fact]
    public async Task Saved_twice_it_changes_nothing()
    {
        RunKey run = await RunAsync("a");
        PromptUse use = Use("p.txt", "v1", run, Noon) with { Calls = 3, CostUsd = 0.5m };

        await Ledger.SavePromptUseAsync(use, Cancel);
        await Ledger.SavePromptUseAsync(use, Cancel);

        Assert.Equal((3L, 0.5m), (Assert.Single(await PromptsAsync()).Calls, Assert.Single(await PromptsAsync()).CostUsd));
    }

    [Fact]
    public async Task A_gate_that_is_continued_adds_to_what_its_run_took()
    {
        RunKey run = await RunAsync("a");
        await Ledger.SavePromptUseAsync(Use("p.txt", "v1", run, Noon) with { Calls = 3, CostUsd = 0.5m }, Cancel);
        await Ledger.SavePromptUseAsync(Use("p.txt", "v1", run, Noon.AddMinutes(1)) with { Calls = 2, CostUsd = 0.25m }, Cancel);

        StoredPrompt prompt = Assert.Single(await PromptsAsync());
        Assert.Equal((5L, 0.75m, 1), (prompt.Calls, prompt.CostUsd, prompt.Runs.Count));
    }

    [Fact]
    public async Task Prompts_come_by_name_and_their_versions_the_latest_first()
    {
        RunKey run = await RunAsync("a");
        foreach ((string name, string version, int hour) in new[] { ("b.txt", "v1", 0), ("a.txt", "v1", 1), ("a.txt", "v2", 2), ("Z.txt", "v1", 3) })
        {
            await Ledger.SavePromptUseAsync(Use(name, version, run, Noon.AddHours(hour)), Cancel);
        }

        Assert.Equal(["Z.txt v1", "a.txt v2", "a.txt v1", "b.txt v1"], (await PromptsAsync()).Select(p => $"{p.Name} {p.Version}"));
    }

    private async Task<IReadOnlyList<StoredPrompt>> PromptsAsync()
    {
        await using LedgerStore store = await StoreAsync();
        await using ILedgerQueries queries = await store.QueryAsync(Cancel);
        return await queries.PromptsAsync(Cancel);
    }

    private Task<RunKey> RunAsync(string file) => Ledger.OpenRunAsync(Material.Identity(file), Material.Judge(), Cancel);

    private static PromptUse Use(string name, string version, RunKey run, DateTimeOffset at) => new() { Name = name, Version = version, Model = "openai:m", Source = "{{input}}", Run = run, At = at };
}
