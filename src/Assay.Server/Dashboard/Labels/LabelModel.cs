using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Pages;

namespace Assay.Server.Dashboard.Labels;

/// <summary>What the page Label shows: one item of a queue, as somebody who labels sees it.</summary>
public sealed record LabelModel
{
    /// <summary>Where raters disagree, a third decides.</summary>
    public const string Adjudication = "decide";

    /// <summary>What the rater put aside.</summary>
    public const string Aside = "aside";

    /// <summary>Null: nobody has said who labels.</summary>
    public string? Rater { get; init; }

    public string? Mode { get; init; }

    /// <summary>What the judge says is shown once an item is labelled.</summary>
    public bool Reveals { get; init; }

    /// <summary>The latest first.</summary>
    public required IReadOnlyList<LabelQueue> Queues { get; init; }

    /// <summary>Null: there is none.</summary>
    public LabelQueue? Queue { get; init; }

    /// <summary>Null: there is nothing more for the rater.</summary>
    public LabelItem? Item { get; init; }

    /// <summary>Null: it is gone.</summary>
    public Trail.Revision? Revision { get; init; }

    public ResponseText? Said { get; init; }

    /// <summary>What the rater said of the item, where it was labelled before.</summary>
    public IReadOnlyList<HumanLabel> Mine { get; init; } = [];

    /// <summary>What others said of it, for whoever decides between them.</summary>
    public IReadOnlyList<HumanLabel> Others { get; init; } = [];

    /// <summary>What the judge says of it, once it is labelled and is to be shown; null: not now.</summary>
    public ResultRow? Judged { get; init; }

    /// <summary>How many items the rater has labelled, and has still to.</summary>
    public int Done { get; init; }

    public int Left { get; init; }

    public int SetAside { get; init; }

    /// <summary>How many items raters disagree on, and nobody has decided about.</summary>
    public int Disputed { get; init; }

    /// <summary>The item that undoing leads to.</summary>
    public long? Before { get; init; }

    /// <summary>Judges that something can be drawn of.</summary>
    public IReadOnlyList<string> Judges { get; init; } = [];

    public IReadOnlyList<string> Fields { get; init; } = [];

    internal static async Task<LabelModel> ReadAsync(ServiceState state, Asked asked, CancellationToken cancellationToken)
    {
        ILabelStore labels = state.Ledger.Labels;
        string? rater = Labels.Rater.Of(asked.Request);
        IReadOnlyList<LabelQueue> queues = await labels.QueuesAsync(cancellationToken);
        LabelQueue? queue = asked.Text("queue") is { } id ? queues.FirstOrDefault(q => q.Id == id) : queues.FirstOrDefault(q => q.Labelled < q.Asked) ?? (queues.Count > 0 ? queues[0] : null);
        var model = new LabelModel
        {
            Rater = rater,
            Mode = asked.Text("mode"),
            Reveals = asked.Text("reveal") == "on",
            Queues = queues,
            Queue = queue,
            Judges = [.. (await labels.JudgesAsync(cancellationToken)).Select(j => j.Name).Distinct(StringComparer.Ordinal)],
            Fields = await state.Ledger.SliceFieldsAsync(cancellationToken),
        };
        return queue is null || rater is null ? model : await model.TurnAsync(state, queue, rater, asked, cancellationToken);
    }

    private async Task<LabelModel> TurnAsync(ServiceState state, LabelQueue queue, string rater, Asked asked, CancellationToken cancellationToken)
    {
        ILabelStore labels = state.Ledger.Labels;
        var turn = new LabelTurn(
            queue, await labels.ItemsAsync(queue.Id, cancellationToken), await labels.LabelsAsync(new LabelQuery { Queue = queue.Id }, cancellationToken), await labels.SkippedAsync(queue.Id, rater, cancellationToken), rater);
        LabelItem? shown = Number(asked.Text("shown")) is { } seen ? turn.Find(seen) : null;
        LabelItem? item = shown ?? (Number(asked.Text("item")) is { } named ? turn.Find(named) : Mode switch
        {
            Adjudication => turn.NextDisputed,
            Aside => turn.NextAside,
            _ => turn.Next,
        });
        Trail.Revision? revision = item is null ? null : (await state.Ledger.TrailAsync(item.ResponseId, cancellationToken))?.Revisions.FirstOrDefault(r => r.Number == item.Revision);
        return this with
        {
            Item = item,
            Revision = revision,
            Said = revision is null ? null : ResponseText.Of(revision.Body),
            Mine = item is null ? [] : turn.Mine(item, Mode == Adjudication),
            Others = item is null || Mode != Adjudication ? [] : turn.Ratings(item),
            Judged = shown is null || turn.Mine(shown, Mode == Adjudication).Count == 0 ? null : revision?.Judgments.Select(j => j.Result).LastOrDefault(r => r.Judge == queue.Judge),
            Done = turn.Done,
            Left = turn.Left,
            SetAside = turn.SetAside,
            Disputed = turn.Disputed,
            Before = Number(asked.Text("last")) is { } last && last != item?.Key && turn.Find(last) is not null ? last : turn.Before(item),
        };
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
