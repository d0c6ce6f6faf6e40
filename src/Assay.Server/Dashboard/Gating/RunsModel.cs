using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Figures;
using Assay.Surfacing;

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
    private const long MostCounted = 200_000;

    internal static async Task<RunsModel> ReadAsync(ServiceState state, string? branch, CancellationToken cancellationToken)
    {
        IGateRecords ledger = state.Ledger.Gates;
        IReadOnlyList<HeldGate> all = await ledger.GatesAsync(branch: null, MostGates, cancellationToken);
        IReadOnlyList<HeldGate> shown = branch is null ? all : await ledger.GatesAsync(branch, MostGates, cancellationToken);
        IReadOnlyList<StoredRun> runs = await ledger.RunsAsync(new RunQuery { OnlyFirstSamples = true, AtMost = MostRuns }, cancellationToken);
        BranchRow[] branches = [.. all.GroupBy(g => g.Origin.Branch).Select(g => new BranchRow(g.Key, [.. g])).Take(MostBranches)];
        return new RunsModel(branch, shown, branches, runs, await ledger.PinsAsync(cancellationToken))
        {
            Scores = await ledger.ScoresAsync([.. Countable(runs)], cancellationToken),
        };
    }

    /// <summary>The overall scores of the latest runs, by their numbers.</summary>
    public IReadOnlyDictionary<long, ScoreHistogram> Scores { get; init; } = new Dictionary<long, ScoreHistogram>();

    /// <summary>Files that were scored more than once, with what came of it each time; the latest first.</summary>
    public IReadOnlyList<RunTrend> Trends =>
    [
        .. from run in Runs
           where Scores.ContainsKey(run.Key.Run)
           group run by run.Description into same
           where same.Count() > 1
           select new RunTrend(same.Key, same.First(), [.. same.Reverse().Select(r => new SeriesPoint(r.StartedAt, Scores[r.Key.Run].Mean(), r.JudgeVersion))]),
    ];

    /// <summary>Scores are counted from rows: of the latest runs, as far as that is soon done.</summary>
    private static IEnumerable<StoredRun> Countable(IReadOnlyList<StoredRun> runs)
    {
        long responses = 0;
        return runs.TakeWhile(run => (responses += run.Responses) <= MostCounted);
    }

    public string? PinOf(long? run) => Pins.FirstOrDefault(p => p.Run == run)?.Name;
}

/// <summary>One file, scored again and again.</summary>
/// <param name="What">The judge and what it judged, in words.</param>
/// <param name="Points">One for each run, the earliest first.</param>
public sealed record RunTrend(string What, StoredRun Latest, IReadOnlyList<SeriesPoint> Points)
{
    /// <summary>Scores of several judge versions stand side by side, and are not compared.</summary>
    public int Versions => Points.Select(p => p.JudgeVersion).Distinct(StringComparer.Ordinal).Count();
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
