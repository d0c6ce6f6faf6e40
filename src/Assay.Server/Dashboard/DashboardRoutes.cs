using Assay.Access;
using Assay.Server.Access;
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
        routes.MapAssets();
        routes.MapPage<Overview>("/", state, async (asked, cancel) => new { asked.View, Model = await OverviewModel.ReadAsync(state, asked.View, cancel) });
        routes.MapPage<Trends>("/trends", state, async (asked, cancel) => new { asked.View, Model = await TrendsModel.ReadAsync(state, asked.View, cancel) });
        routes.MapPage<Compare>("/compare", state, async (asked, cancel) => new
        {
            asked.View,
            Since = asked.Text("since"),
            Pair = asked.Releases,
            Model = await CompareModel.ReadAsync(state, asked.View, asked.Text("since"), asked.Releases, cancel),
        });
        routes.MapPage<Responses>("/responses", state, async (asked, cancel) => new { asked.View, Model = await ResponsesModel.ReadAsync(state, asked.View, asked.Request.Query, cancel) });
        routes.MapPage<ResponsePage>("/responses/{**id}", state, async (asked, cancel) => new { asked.View, Trail = await state.Ledger.TrailAsync(asked.Id, cancel) });
        routes.MapPage<Judges>("/judges", state, async (asked, cancel) => new { asked.View, Model = await JudgeRow.ReadAsync(state, asked.View, cancel) });
        routes.MapPage<Pipeline>("/pipeline", state, async (asked, cancel) => new { asked.View, Model = await PipelineModel.ReadAsync(state, cancel) });
        routes.MapPage<SettingsPage>("/settings", state, async (asked, cancel) => new { asked.View, Fields = await state.Ledger.SliceFieldsAsync(cancel), Keys = await state.Keys(cancel) });
        routes.MapPage<Start>("/start", state, async (asked, cancel) => new
        {
            asked.View,
            Address = $"{asked.Request.Scheme}://{asked.Request.Host}",
            Accepted = (await state.Ledger.AccountAsync(cancel)).Entries.Sum(e => e.Count),
        });
    }

    /// <param name="read">Gives the page's parameters.</param>
    private static void MapPage<TPage>(this IEndpointRouteBuilder routes, string path, ServiceState state, Func<Asked, CancellationToken, Task<object>> read)
        where TPage : IComponent =>
        routes.MapGet(path, async (HttpContext http) =>
            await PageAnswer.WriteAsync<TPage>(http, await read(new Asked(http.Request, View.Of(http.Request, state.Clock.GetUtcNow())), http.RequestAborted))).Needs(Scope.Read).IsPage();

    /// <summary>A request for a page.</summary>
    private sealed record Asked(HttpRequest Request, View View)
    {
        public (string A, string B)? Releases => Text("a") is { } a && Text("b") is { } b ? (a, b) : null;

        /// <summary>A slash is the one character that stays encoded in a path.</summary>
        public string Id => (Request.RouteValues["id"]?.ToString() ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

        public string? Text(string name) => Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
    }
}
