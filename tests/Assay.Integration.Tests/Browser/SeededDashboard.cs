using Assay.Integration.Tests.Testing;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>One service over one seeded ledger, and one browser, for all tests that only look.</summary>
public sealed class SeededDashboard : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private DashboardService? _service;

    internal DashboardService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        string path = _folder.File("assay.db");
        await new SeededLedger(path, TimeProvider.System.GetUtcNow()).SeedAsync(CancellationToken.None);
        _service = await DashboardService.StartAsync(path, SeededLedger.Judges);
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Tab.Patience);
    }

    /// <summary>A tab of its own, without anything kept from other tests.</summary>
    internal async Task<Tab> OpenAsync(TabOptions? options = null, DashboardService? service = null)
    {
        // Here and not above, where nothing can be skipped.
        _browser ??= await Chromium.LaunchAsync(_playwright!);
        return await Tab.OpenAsync(_browser, (service ?? Service).Address, options ?? new TabOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }
}

/// <summary>Tests with a browser run one after another: it takes what processors there are.</summary>
[CollectionDefinition(nameof(InBrowser))]
public sealed class InBrowser : ICollectionFixture<SeededDashboard>;
