using Assay.Calibrating.Trusting;
using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Server.Queries;

/// <summary>The judge versions of which it can be asked whether they are right.</summary>
internal static class TrustSubjects
{
    /// <summary>Those of the service; and of others that people labelled, the version that scored last.</summary>
    public static async Task<IReadOnlyList<TrustSubject>> ReadAsync(ServiceState state, CancellationToken cancellationToken)
    {
        var subjects = state.Judges.Select(j => TrustSubject.Of(j.Judge)).ToList();
        string[] others = [.. (await state.Ledger.Labels.CountsAsync(cancellationToken)).Select(c => c.Judge).Distinct().Where(j => subjects.TrueForAll(s => s.Judge != j))];
        if (others.Length > 0)
        {
            IReadOnlyList<Rollup> rollups = await state.Ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, state.Clock.GetUtcNow()), cancellationToken);
            subjects.AddRange(rollups.Where(r => r.Scored > 0 && others.Contains(r.Judge)).GroupBy(r => r.Judge).Select(g => Of(g.MaxBy(r => r.VersionSince)!)));
        }

        return subjects;
    }

    /// <summary>Of a judge that is in the service, as it is there; else of the version that the figures are of.</summary>
    public static TrustSubject Of(ServiceState state, Rollup rollup) =>
        state.Judges.FirstOrDefault(j => j.Judge.Name == rollup.Judge && j.Judge.Version == rollup.JudgeVersion) is { } standing ? TrustSubject.Of(standing.Judge) : Of(rollup);

    private static TrustSubject Of(Rollup rollup) => new(rollup.Judge, rollup.JudgeVersion, [.. rollup.Scores.Select(s => s.Criterion).Where(c => c != "overall")], null);
}
