using System.Globalization;
using Assay.Access;
using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Server.Access;
using Assay.Server.Dashboard.Alerts;
using Assay.Server.Dashboard.Exports;
using Assay.Server.Dashboard.Gating;
using Assay.Server.Dashboard.Labels;
using Assay.Server.Dashboard.Live;
using Assay.Server.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Dashboard;

/// <summary>The pages, rendered here whole; they work without a script.</summary>
internal static class DashboardRoutes
{
    public static void MapDashboard(this IEndpointRouteBuilder routes, ServiceState state)
    {
        var pulse = new LedgerPulse(state);
        var pages = new Pages(routes, state, pulse);
        routes.MapAssets();
        routes.MapPulse(pulse);
        routes.MapExports(state);
        var notes = new PageNotes();
        routes.MapAlertForms(state, notes);
        routes.MapPinForms(state, notes);
        routes.MapLabelForms(state, notes);
        pages.Map<Overview>("/", async (asked, cancel) => new { asked.View, Model = await OverviewModel.ReadAsync(state, asked.View, cancel) });
        pages.Map<Trends>("/trends", async (asked, cancel) => new { asked.View, Model = await TrendsModel.ReadAsync(state, asked.View, cancel) });
        pages.Map<Compare>("/compare", async (asked, cancel) => new
        {
            asked.View,
            Since = asked.Text("since"),
            Pair = asked.Releases,
            Model = await CompareModel.ReadAsync(state, asked.View, asked.Text("since"), asked.Releases, cancel),
        });
        pages.Map<CausesPage>("/causes", async (asked, cancel) => new { asked.View, Model = await CausesModel.ReadAsync(state, asked, cancel) });
        pages.Map<AlertsPage>(AlertForms.Path, async (asked, cancel) => new { asked.View, Model = await AlertsModel.ReadAsync(state, asked.View, cancel), Notice = notes.Find(asked.Text("note")) });
        pages.Map<RulePage>(AlertForms.RulePath, async (asked, cancel) => new { asked.View, Model = await RuleModel.ReadAsync(state, RuleForm.Of(asked.Request.Query), asked.Text("try") is not null, cancel) });
        pages.Map<LabelPage>(LabelForms.Path, async (asked, cancel) => new { View = asked.View with { Changes = null }, Model = await LabelModel.ReadAsync(state, asked, cancel), Notice = notes.Find(asked.Text("note")) });
        pages.Map<Responses>(View.ListPath, async (asked, cancel) => new { asked.View, Model = await ResponsesModel.ReadAsync(state, asked.View, asked.Request.Query, cancel) });
        pages.Map<Judges>("/judges", async (asked, cancel) => new { asked.View, Model = await JudgeRow.ReadAsync(state, asked.View, cancel) });
        pages.Map<TrustPage>("/trust", async (asked, cancel) => new { asked.View, Model = await TrustModel.ReadAsync(state, asked, cancel) });
        pages.Map<RunsPage>(PinForms.Path, async (asked, cancel) => new { asked.View, Model = await RunsModel.ReadAsync(state, asked.Text("branch"), cancel), Notice = notes.Find(asked.Text("note")) });
        pages.Map<Pipeline>("/pipeline", async (asked, cancel) => new { asked.View, Model = await PipelineModel.ReadAsync(state, cancel) });
        pages.Map<SettingsPage>("/settings", async (asked, cancel) => new { asked.View, Fields = await state.Ledger.SliceFieldsAsync(cancel), Keys = await state.Keys(cancel) });
        pages.Map<Start>("/start", async (asked, cancel) => new { asked.View, Accepted = (await state.Ledger.AccountAsync(cancel)).Entries.Sum(e => e.Count) });
        routes.MapGet(AlertForms.Path + "/incidents/{id}", async (HttpContext http) =>
        {
            Asked asked = await pages.AskAsync(http);
            IncidentModel? model = await IncidentModel.ReadAsync(state, asked.Id, http.RequestAborted);
            await PageAnswer.WriteAsync<IncidentPage>(http, new { asked.View, Model = model }, model is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).Needs(Scope.Read).IsPage();
        routes.MapGet(PinForms.Path + "/gates/{id}", async (HttpContext http) =>
        {
            Asked asked = await pages.AskAsync(http);
            HeldGate? gate = long.TryParse(asked.Id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? await state.Ledger.Gates.FindGateAsync(number, http.RequestAborted) : null;
            await PageAnswer.WriteAsync<HeldGatePage>(http, new { asked.View, Gate = gate }, gate is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).Needs(Scope.Read).IsPage();
        routes.MapGet(View.ListPath + "/{**id}", async (HttpContext http) =>
        {
            Asked asked = await pages.AskAsync(http);
            Trail? trail = await state.Ledger.TrailAsync(asked.Id, http.RequestAborted);
            Dictionary<string, string> pauses = state.Judges.Where(j => j.Paused is not null).ToDictionary(j => j.Judge.Name, j => j.Paused!.Error, StringComparer.Ordinal);
            await PageAnswer.WriteAsync<ResponsePage>(http, new { asked.View, Trail = trail, Pauses = pauses }, trail is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).Needs(Scope.Read).IsPage();
    }

    private sealed record Pages(IEndpointRouteBuilder Routes, ServiceState State, LedgerPulse Pulse)
    {
        /// <param name="read">Gives the page's parameters.</param>
        public void Map<TPage>(string path, Func<Asked, CancellationToken, Task<object>> read)
            where TPage : IComponent =>
            Routes.MapGet(path, async (HttpContext http) =>
                await PageAnswer.WriteAsync<TPage>(http, await read(await AskAsync(http), http.RequestAborted))).Needs(Scope.Read).IsPage();

        /// <summary>The pulse is taken first: what changes while the page is read is noticed on it.</summary>
        public async Task<Asked> AskAsync(HttpContext http)
        {
            View view = View.Of(http.Request, State.Clock.GetUtcNow());
            return new Asked(http.Request, view with { Changes = await Pulse.TakeAsync(http.RequestAborted) }, State);
        }
    }
}
