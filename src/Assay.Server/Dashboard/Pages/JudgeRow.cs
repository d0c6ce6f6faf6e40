using Assay.Calibrating.Anchors;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Trusting;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Server.Dashboard.Figures;
using Assay.Server.Queries;
using Assay.Surfacing;

namespace Assay.Server.Dashboard.Pages;

/// <summary>One judge: what it is, whether it works, and what it said in the range.</summary>
/// <param name="Now">Null where it said nothing in the range.</param>
public sealed record JudgeRow(string Name, string? Model, string Version, double? Sample, decimal? CostUsd, string State, string? Problem, Rollup? Now, IReadOnlyList<Rollup> OtherVersions)
{
    /// <summary>Whether it is right.</summary>
    public JudgeTrust? Trust { get; init; }

    /// <summary>What people would say of the range; null where nobody labelled anything.</summary>
    public CorrectedPeriod? Corrected { get; init; }

    /// <summary>How it stands on its anchors; null where it has none.</summary>
    public AnchorStatus? Anchors { get; init; }

    /// <summary>What it gives up at the moment to make its budget last; null where that is nothing.</summary>
    public string? GivenUp { get; init; }

    /// <summary>What an older version of it left in batches and has to be ended by hand; null where nothing has.</summary>
    public string? OlderBatches { get; init; }

    internal static async Task<IReadOnlyList<JudgeRow>> ReadAsync(ServiceState state, View view, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> rollups = await state.Ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To), cancellationToken);
        IReadOnlyList<AnchorStatus> anchors = await AnchorReport.ReadAsync(state.Ledger.Anchors, state.Judges.Select(j => j.Judge), state.Clock.GetUtcNow(), cancellationToken);
        IReadOnlyList<string> stalled = state.Progress.Stalled;
        var rows = state.Judges.Select(judge =>
        {
            List<Rollup> own = [.. rollups.Where(r => r.Judge == judge.Judge.Name)];
            return new JudgeRow(
                judge.Judge.Name, judge.Judge.Model.ToString(), judge.Judge.Version, judge.Judge.Terms.Sample, judge.Progress.CostUsd,
                judge.Paused is not null ? "paused" : judge.Trouble is not null ? "failing" : stalled.Contains(judge.Judge.Name) ? "stalled" : "working",
                judge.Paused?.Error,
                own.Find(r => r.JudgeVersion == judge.Judge.Version),
                [.. own.Where(r => r.JudgeVersion != judge.Judge.Version)])
            {
                GivenUp = Thrifty(judge.Thrift),
                OlderBatches = judge.OlderBatches,
                Anchors = anchors.FirstOrDefault(a => a.Judge.Name == judge.Judge.Name),
            };
        }).ToList();

        // Judges of runs, and of services before this one, have said something too.
        foreach (IGrouping<string, Rollup> other in rollups.Where(r => rows.TrueForAll(j => j.Name != r.Judge)).GroupBy(r => r.Judge))
        {
            Rollup latest = other.MaxBy(r => r.VersionSince)!;
            rows.Add(new JudgeRow(other.Key, null, latest.JudgeVersion, null, null, "not in this service", null, latest, [.. other.Where(r => r != latest)]));
        }

        var means = new CorrectedMeans(state.Ledger.Labels, state.Ledger);
        for (int i = 0; i < rows.Count; i++)
        {
            TrustSubject? subject = state.Judges.FirstOrDefault(j => j.Judge.Name == rows[i].Name) is { } standing ? TrustSubject.Of(standing.Judge) : rows[i].Now is { } now ? TrustSubjects.Of(state, now) : null;
            rows[i] = rows[i] with
            {
                Trust = subject is null ? null : await state.Trust.ReadAsync(subject, cancellationToken),
                Corrected = rows[i].Now is not { } figures ? null
                    : await means.ReadAsync(figures, new CorrectionQuestion(figures.Judge, view.Period.From, view.Period.To), cancellationToken),
            };
        }

        return rows;
    }

    private static string? Thrifty(Thrift? thrift) => thrift is null || thrift.GivenUp.Count == 0 ? null
        : string.Join(", ", thrift.GivenUp.Select(step => step switch
        {
            ThriftStep.Samples => "one sample a verdict",
            ThriftStep.Jury => "one judge of a jury",
            _ => $"{Figure.Percent(thrift.State.Share)} of the responses",
        }));
}
