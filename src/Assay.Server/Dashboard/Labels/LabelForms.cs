using System.Globalization;
using Assay.Access;
using Assay.Calibrating.Labelling;
using Assay.Configuring;
using Assay.Scoring.Rubrics;
using Assay.Surfacing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Assay.Server.Dashboard.Labels;

/// <summary>What the buttons of the page Label do.</summary>
internal static class LabelForms
{
    public const string Path = "/label";

    public static void MapLabelForms(this IEndpointRouteBuilder routes, ServiceState state, PageNotes notes)
    {
        void Map(string name, Func<HttpContext, LabelForm, Task<Next>> act) => routes.MapForm($"{Path}/{name}", Scope.Label, async (http, form) =>
        {
            LabelForm filled = LabelForm.Of(form, Rater.Of(http.Request));
            Next next = await act(http, filled);
            string address = QueryHelpers.AddQueryString(Path, filled.Address.Concat(
            [
                new("item", next.Item?.ToString(CultureInfo.InvariantCulture)),
                new("shown", next.Shown?.ToString(CultureInfo.InvariantCulture)),
                new("last", next.Last?.ToString(CultureInfo.InvariantCulture)),
                new("queue", next.Queue ?? filled.Queue),
            ]).Where(a => a.Value is { Length: > 0 }));
            return next.Says is { } says ? notes.Address(address, says) : address;
        });

        Map("rater", (http, form) => Task.FromResult(NameRater(http, form)));
        Map("submit", (http, form) => SubmitAsync(state, form, http.RequestAborted));
        Map("skip", (http, form) => SkipAsync(state, form, http.RequestAborted));
        Map("draw", (http, form) => DrawAsync(state, form, http.RequestAborted));
    }

    private static Next NameRater(HttpContext http, LabelForm form)
    {
        if (Rater.Problem(form.Name) is { } problem)
        {
            return new Next { Says = $"{char.ToUpperInvariant(problem[0])}{problem[1..]}" };
        }

        Rater.Keep(http.Response, form.Name);
        return new Next();
    }

    private static async Task<Next> SubmitAsync(ServiceState state, LabelForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(state, form, cancellationToken) is not var (queue, item))
        {
            return new Next { Says = "That response is not there any more." };
        }

        if (form.Rater is not { } rater)
        {
            return new Next { Item = item.Key, Says = "Nothing was saved: say who you are first." };
        }

        var labels = new List<HumanLabel>();
        bool wasSeen = form.Reveals && (await state.Ledger.Labels.LabelsAsync(new LabelQuery { Queue = queue.Id, ResponseId = item.ResponseId, Rater = rater }, cancellationToken)).Count > 0;
        foreach (AskedCriterion criterion in queue.Criteria)
        {
            if (form.Grade(criterion) is not { } grade)
            {
                return new Next { Item = item.Key, Says = $"Nothing was saved: {criterion.Name} needs {LabelScaleText.Of(criterion.Scale)}." };
            }

            labels.Add(new HumanLabel(new LabelKey(item.ResponseId, item.Revision, queue.Judge, criterion.Name, rater, form.Adjudicates), grade.Value, criterion.Scale.Min, criterion.Scale.Max)
            {
                Grade = grade.Label,
                At = state.Clock.GetUtcNow(),
                Note = form.Note,
                IsBlind = !wasSeen,
            });
        }

        if (form.Note?.Length > HumanLabel.LongestNote)
        {
            return new Next { Item = item.Key, Says = $"Nothing was saved: a note may have {HumanLabel.LongestNote} characters." };
        }

        return (await state.Ledger.Labels.SaveAsync(labels, cancellationToken)).Count > 0
            ? new Next { Says = "That response was removed meanwhile." }
            : new Next { Last = item.Key, Shown = form.Reveals ? item.Key : null };
    }

    /// <summary>What was said of it before is taken back.</summary>
    private static async Task<Next> SkipAsync(ServiceState state, LabelForm form, CancellationToken cancellationToken)
    {
        if (form.Rater is not { } rater || await FindAsync(state, form, cancellationToken) is not var (queue, item))
        {
            return new Next { Says = "Nothing was put aside." };
        }

        foreach (AskedCriterion criterion in queue.Criteria)
        {
            await state.Ledger.Labels.RemoveAsync(new LabelKey(item.ResponseId, item.Revision, queue.Judge, criterion.Name, rater), cancellationToken);
        }

        await state.Ledger.Labels.SkipAsync(queue.Id, item.Key, rater, isSkipped: true, cancellationToken);
        return new Next { Last = item.Key };
    }

    private static async Task<Next> DrawAsync(ServiceState state, LabelForm form, CancellationToken cancellationToken)
    {
        if (form.Count is not { } count || form.Range is not { } range)
        {
            return new Next { Says = $"Nothing was drawn: draw 1 to {LabelPlan.MostItems.ToString(CultureInfo.InvariantCulture)} responses of a length of time such as 7d." };
        }

        DateTimeOffset now = state.Clock.GetUtcNow();
        try
        {
            LabelQueue queue = await new LabelDrawing(state.Ledger.Labels, state.Ledger.Alerts, [.. state.Judges.Select(j => j.Judge)])
                .DrawAsync(form.Judge, new LabelPlan { Count = count, Slice = form.Slice }, Period.Of(range, now), now, cancellationToken);
            return new Next { Queue = queue.Id };
        }
        catch (ConfigurationException e)
        {
            return new Next { Says = $"Nothing was drawn: {e.Message}" };
        }
    }

    private static async Task<(LabelQueue Queue, LabelItem Item)?> FindAsync(ServiceState state, LabelForm form, CancellationToken cancellationToken) =>
        (await state.Ledger.Labels.QueuesAsync(cancellationToken)).FirstOrDefault(q => q.Id == form.Queue) is { } queue
            && (await state.Ledger.Labels.ItemsAsync(queue.Id, cancellationToken)).FirstOrDefault(i => i.Key == form.Item) is { } item
            ? (queue, item)
            : null;

    /// <summary>The page after it: the next item, unless something else is named.</summary>
    private sealed record Next
    {
        /// <summary>The item to show again.</summary>
        public long? Item { get; init; }

        /// <summary>The item to show with what the judge says.</summary>
        public long? Shown { get; init; }

        /// <summary>What undoing leads to.</summary>
        public long? Last { get; init; }

        public string? Queue { get; init; }

        public string? Says { get; init; }
    }
}
