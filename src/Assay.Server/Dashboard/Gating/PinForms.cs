using System.Globalization;
using Assay.Gating.History;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Dashboard.Gating;

/// <summary>What the buttons of the page about runs and gates do.</summary>
internal static class PinForms
{
    public const string Path = "/runs";

    public static void MapPinForms(this IEndpointRouteBuilder routes, ServiceState state, PageNotes notes)
    {
        routes.MapForm($"{Path}/pin", async (form, cancel) => notes.Address(Path, await PinAsync(form, state, cancel)));
        routes.MapForm($"{Path}/unpin", async (form, cancel) =>
        {
            string name = form["name"].ToString();
            return notes.Address(Path, await state.Ledger.Gates.TryUnpinAsync(name, cancel) ? $"Nothing is pinned as {name} any more." : $"Nothing was pinned as {name}.");
        });
    }

    private static async Task<string> PinAsync(IFormCollection form, ServiceState state, CancellationToken cancellationToken)
    {
        string name = form["name"].ToString().Trim();
        if (!PinnedBaseline.IsName(name))
        {
            return $"Nothing is pinned: a name has letters, digits and - _ . / only, at most {PinnedBaseline.LongestName}.";
        }

        return long.TryParse(form["run"], NumberStyles.None, CultureInfo.InvariantCulture, out long run)
            && await state.Ledger.Gates.TryPinAsync(new PinnedBaseline(name, run, state.Clock.GetUtcNow()), cancellationToken)
            ? FormattableString.Invariant($"Run {run} is pinned as {name}: `assay gate --baseline pin:{name}` holds outputs against it.")
            : "Nothing is pinned: there is no such run.";
    }
}
