using Assay.Benchmarks.Measuring;
using Assay.Checking;
using Assay.Checking.Accounts;

namespace Assay.Benchmarks.Service;

/// <summary>A folder for a service, the history of what is sent to it, and the log of its provider: what the checker needs.</summary>
internal sealed class WatchedLoad : IDisposable
{
    private readonly string _folder;

    public WatchedLoad(TemporaryFolder folder)
    {
        _folder = folder.Fresh();
        History = new ClientHistory(Path.Combine(_folder, "history.txt"));
    }

    /// <summary>Of the ledger.</summary>
    public string Folder => _folder;

    public string ProviderLog => Path.Combine(_folder, "requests.jsonl");

    public ClientHistory History { get; }

    /// <summary>From now on, every second.</summary>
    public LedgerWatch Watch(Uri service)
    {
        var watch = LedgerWatch.Start(new WatchedLedger(Path.Combine(_folder, "assay.db"), History, ProviderLog, TokenPrice.Mini), TimeProvider.System);
        watch.Service = service;
        return watch;
    }

    public void Dispose() => History.Dispose();
}
