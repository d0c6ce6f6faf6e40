using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Figures;

namespace Assay.Server.Dashboard.Gating;

/// <summary>Gates that were held, by branch, the runs of files, and what is pinned.</summary>
/// <param name="Branch">Only its gates are shown; null: all.</param>
/// <param name="Gates">The latest first.</param>
/// <param name="Runs">The latest first; of several samples of the same outputs the first.</param>
public sealed record RunsModel(string? Branch, IReadOnlyList<HeldGate> Gates, IReadOnlyList<BranchRow> Branches, IReadOnlyList<StoredRun> Runs, IReadOnlyList<PinnedBaseline> Pins)
{
    private const int MostGates = 200;
    private const int MostRuns = 50;
    private const int MostBranches = 12;

    internal static async Task<RunsModel> ReadAsync(ServiceState state, string? branch, CancellationToken cancellationToken)
    {
        IGateRecords ledger = state.Ledger.Gates;
        IReadOnlyList<HeldGate> all = await ledger.GatesAsync(branch: null, MostGates, cancellationToken);
        IReadOnlyList<HeldGate> shown = branch is null ? all : await ledger.GatesAsync(branch, MostGates, cancellationToken);
        IEnumerable<StoredRun> runs = (await ledger.RunsAsync(cancellationToken)).Where(r => r is { IsOfService: false, Key.Repeat: 0 }).Take(MostRuns);
        BranchRow[] branches = [.. all.GroupBy(g => g.Origin.Branch).Select(g => new BranchRow(g.Key, [.. g])).Take(MostBranches)];
        return new RunsModel(branch, shown, branches, [.. runs], await ledger.PinsAsync(cancellationToken));
    }

    public string? PinOf(long? run) => Pins.FirstOrDefault(p => p.Run == run)?.Name;
}

/// <summary>The gates of a branch.</summary>
/// <param name="Name">Null: nobody knows of which branch they are.</param>
/// <param name="Gates">The latest first, and at least one.</param>
public sealed record BranchRow(string? Name, IReadOnlyList<HeldGate> Gates)
{
    /// <summary>What was gated scored, over time; of the judge and the criterion that the latest gate looked at first.</summary>
    public IReadOnlyList<SeriesPoint> Points
    {
        get
        {
            GateFigures latest = Gates[0].Figures;
            return
            [
                .. from gate in Gates.Reverse()
                   where gate.Figures.Judge == latest.Judge
                   let line = gate.Figures.Lines.FirstOrDefault(l => l.Name == latest.Main?.Name)
                   where line?.Now is not null
                   select new SeriesPoint(gate.MadeAt, line.Now, gate.Figures.JudgeVersion),
            ];
        }
    }
}
