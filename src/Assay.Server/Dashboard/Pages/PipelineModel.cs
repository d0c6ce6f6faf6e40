using Assay.Scoring.Serving;

namespace Assay.Server.Dashboard.Pages;

/// <summary>What came in, what every judge made of it, and what the sources say. Counts are of this process, the account of the ledger.</summary>
public sealed record PipelineModel
{
    public required LedgerAccount Account { get; init; }

    public required IReadOnlyList<(string What, long Count)> Intake { get; init; }

    /// <summary>Model calls that came without their texts.</summary>
    public required long WithoutContent { get; init; }

    public required IReadOnlyList<Judge> Judges { get; init; }

    public required IReadOnlyList<Source> Sources { get; init; }

    internal static async Task<PipelineModel> ReadAsync(ServiceState state, CancellationToken cancellationToken) => new()
    {
        Account = await state.Ledger.AccountAsync(cancellationToken),
        Intake =
        [
            ("accepted", state.Counts.Accepted), ("known already", state.Counts.Known), ("rejected", state.Counts.Rejected),
            ("requests refused for want of room", state.Counts.Refused), ("waiting to be saved", state.Intake.Count),
        ],
        WithoutContent = state.Telemetry.WithoutContent,
        Judges =
        [
            .. state.Judges.Select(j => new Judge(j.Judge.Name, j.Judge.Model.ToString(), j.Paused, j.Progress.CostUsd,
            [
                ("decided", j.Progress.Done), ("calls", j.Progress.Attempts), ("answered without a call", j.Progress.Reused), ("times asked for fewer calls", j.Progress.Throttled),
            ])),
        ],
        Sources = [.. state.Sources.Select(s => new Source(s.Name, s.Accepted, s.Rejected, s.Error))],
    };

    public sealed record Judge(string Name, string Model, StandingJudge.Pause? Pause, decimal CostUsd, IReadOnlyList<(string What, long Count)> Counts);

    /// <param name="Error">Why the last look failed; null: it did not.</param>
    public sealed record Source(string Name, long Accepted, long Rejected, string? Error);
}
