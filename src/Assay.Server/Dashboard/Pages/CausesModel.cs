using Assay.Scoring.Serving;
using Assay.Server.Queries;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Server.Dashboard.Pages;

/// <summary>What explains a fall, low scores, or an incident; and what else it may be asked for.</summary>
/// <param name="Report">Null where there is nothing to explain.</param>
/// <param name="Within">Only responses that have all of these; of an incident that has a slice, beside it.</param>
/// <param name="Incident">Its id; null where none is explained.</param>
/// <param name="Releases">The newest first.</param>
public sealed record CausesModel(CauseReport? Report, string? Since, IReadOnlyList<Facet> Within, string? Incident, IReadOnlyList<string> Judges, IReadOnlyList<string> Releases)
{
    /// <exception cref="Microsoft.AspNetCore.Http.BadHttpRequestException">What is asked for cannot be read, or there is no such incident.</exception>
    internal static async Task<CausesModel> ReadAsync(ServiceState state, Asked asked, CancellationToken cancellationToken)
    {
        (IServiceLedger ledger, View view) = (state.Ledger, asked.View);
        (string? since, string? incident) = (asked.Text("since"), asked.Text("incident"));
        IReadOnlyList<Facet> within = CauseRoutes.Within(asked.Text("within"));
        CauseQuestion question = incident is null ? new CauseQuestion(view.Judge, since, view.Period) { Criterion = view.Criterion } : await CauseRoutes.IncidentAsync(state, incident, cancellationToken);
        CauseReport? report = await state.Causes.ReadAsync(
            $"{incident}\n{view.Judge}\n{since}\n{view.Range}\n{view.Criterion}\n{asked.Text("within")}", question with { Within = [.. question.Within, .. within] }, cancellationToken);
        string[] judges = [.. (await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, view.Period.To) { OutcomesOnly = true }, cancellationToken)).Where(r => r.Scored > 0).Select(r => r.Judge).Distinct().Order(StringComparer.Ordinal)];
        string? judge = report?.Judge ?? view.Judge ?? judges.FirstOrDefault();
        IReadOnlyList<string> releases = judge is null ? [] : [.. (await Surfacing.Releases.ReadAsync(ledger, judge, view.Period.To, cancellationToken)).Select(r => r.Name).Reverse()];
        return new CausesModel(report, since, within, incident, judges, releases);
    }
}
