using Assay.Checking;
using Assay.Checking.Accounts;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Checking;

/// <summary>What a test of the service is watched with: the client's history, the provider's log, and the watch over the ledger.</summary>
internal sealed class WatchedService : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="ledger">The SQLite file; need not be there yet.</param>
    /// <param name="price">Of the judge's tokens.</param>
    public WatchedService(string ledger, LoggedProvider provider, TokenPrice price, TimeSpan? interval = null)
    {
        History = new ClientHistory(_folder.File("history.txt"));
        Watch = LedgerWatch.Start(new WatchedLedger(ledger, History, provider.LogFile, price), TimeProvider.System, interval);
    }

    public ClientHistory History { get; }

    public LedgerWatch Watch { get; }

    /// <summary>Nobody writes to the ledger any more.</summary>
    public async Task<CheckReport> FinishAsync()
    {
        CheckReport report = await Watch.FinishAsync(TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage(report.ToString());
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        History.Dispose();
        _folder.Dispose();
    }
}
