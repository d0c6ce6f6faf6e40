using Assay.Scoring.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Server.Dashboard.Pages;

/// <summary>What explains a fall, or low scores; and what else it may be asked for.</summary>
/// <param name="Report">Null where there is nothing to explain.</param>
/// <param name="Releases">The newest first.</param>
public sealed record CausesModel(CauseReport? Report, string? Since, IReadOnlyList<string> Judges, IReadOnlyList<string> Releases)
{
    internal static async Task<CausesModel> ReadAsync(ServiceState state, View view, string? since, CancellationToken cancellationToken)
    {
        IServiceLedger ledger = state.Ledger;
        CauseReport? report = await CauseReading.ReadAsync(ledger, new CauseQuestion(view.Judge, since, view.Period), cancellationToken);
        string[] judges = [.. (await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, view.Period.To) { OutcomesOnly = true }, cancellationToken)).Where(r => r.Scored > 0).Select(r => r.Judge).Distinct().Order(StringComparer.Ordinal)];
        string? judge = report?.Judge ?? view.Judge ?? judges.FirstOrDefault();
        return new CausesModel(report, since, judges, judge is null ? [] : [.. (await Surfacing.Releases.ReadAsync(ledger, judge, view.Period.To, cancellationToken)).Select(r => r.Name).Reverse()]);
    }
}
