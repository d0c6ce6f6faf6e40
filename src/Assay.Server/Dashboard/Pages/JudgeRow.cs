using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Server.Dashboard.Pages;

/// <summary>One judge: what it is, whether it works, and what it said in the range.</summary>
/// <param name="Now">Null where it said nothing in the range.</param>
public sealed record JudgeRow(string Name, string? Model, string Version, double? Sample, decimal? CostUsd, string State, string? Problem, Rollup? Now, IReadOnlyList<Rollup> OtherVersions)
{
    internal static async Task<IReadOnlyList<JudgeRow>> ReadAsync(ServiceState state, View view, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> rollups = await state.Ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To), cancellationToken);
        IReadOnlyList<string> stalled = state.Progress.Stalled;
        var rows = state.Judges.Select(judge =>
        {
            List<Rollup> own = [.. rollups.Where(r => r.Judge == judge.Judge.Name)];
            return new JudgeRow(
                judge.Judge.Name, judge.Judge.Model.ToString(), judge.Judge.Version, judge.Judge.Terms.Sample, judge.Progress.CostUsd,
                judge.Paused is not null ? "paused" : judge.Trouble is not null ? "failing" : stalled.Contains(judge.Judge.Name) ? "stalled" : "working",
                judge.Paused?.Error,
                own.Find(r => r.JudgeVersion == judge.Judge.Version),
                [.. own.Where(r => r.JudgeVersion != judge.Judge.Version)]);
        }).ToList();

        // Judges of runs, and of services before this one, have said something too.
        foreach (IGrouping<string, Rollup> other in rollups.Where(r => rows.TrueForAll(j => j.Name != r.Judge)).GroupBy(r => r.Judge))
        {
            Rollup latest = other.MaxBy(r => r.VersionSince)!;
            rows.Add(new JudgeRow(other.Key, null, latest.JudgeVersion, null, null, "not in this service", null, latest, [.. other.Where(r => r != latest)]));
        }

        return rows;
    }
}
