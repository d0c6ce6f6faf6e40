using System.Globalization;
using Assay.Scoring.Judging;

namespace Assay.Calibrating.Labelling;

/// <summary>Takes labels from outside, all or none. What is taken twice changes nothing.</summary>
/// <param name="configured">The judges whose rubrics are at hand.</param>
/// <param name="judge">Whose criteria were labelled, where a label does not say; null: that of the queue, or the only one there is.</param>
/// <param name="replaces">A label that says something else than the one that is stored takes its place.</param>
public sealed class LabelImport(ILabelStore labels, IReadOnlyList<Judge> configured, string? judge, bool replaces)
{
    public async Task<LabelImportReport> TakeAsync(IReadOnlyList<LabelLine> lines, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LabelLine[] given = [.. lines.Where(l => l.Label is not null)];
        string[] ids = [.. given.Select(l => l.Id).OfType<string>().Distinct(StringComparer.Ordinal)];
        IReadOnlyDictionary<string, int> revisions = await labels.RevisionsAsync([.. ids.Concat(ids.Where(IsGuarded).Select(i => i[1..])).Distinct(StringComparer.Ordinal)], cancellationToken);
        given = [.. given.Select(l => l.Id is { } id && IsGuarded(id) && !revisions.ContainsKey(id) ? l with { Id = id[1..] } : l)];
        var check = new LabelCheck(await LabelSubjects.ReadAsync(labels, configured, cancellationToken), revisions, judge, now);
        Dictionary<LabelKey, HumanLabel> stored = (await labels.LabelsAsync(new LabelQuery(), cancellationToken)).ToDictionary(l => l.Key);
        var findings = new List<LabelFinding>();
        var taken = new Dictionary<LabelKey, (HumanLabel Label, string Place)>();
        int repeated = 0;
        foreach (LabelLine line in given)
        {
            if (check.Read(line, findings) is not { } label)
            {
                continue;
            }

            if (taken.TryGetValue(label.Key, out (HumanLabel Label, string Place) before))
            {
                repeated++;
                if (before.Label.Score != label.Score)
                {
                    findings.Add(new LabelFinding(line.Place, $"{label.Key.Rater} labels {label.Key.ResponseId} a second time, and otherwise than in {before.Place}.", "Keep one label for each response, criterion and rater."));
                }
            }
            else if (!replaces && stored.TryGetValue(label.Key, out HumanLabel? known) && !IsSame(known, label))
            {
                findings.Add(new LabelFinding(
                    line.Place,
                    string.Create(CultureInfo.InvariantCulture, $"{label.Key.Rater} has labelled {label.Key.ResponseId} already, with {known.Grade ?? known.Score.ToString(CultureInfo.InvariantCulture)}, and this says {line.Label}."),
                    "Import with --replace if this one is to hold."));
            }

            taken[label.Key] = (label, line.Place);
        }

        HumanLabel[] changed = [.. taken.Values.Select(t => t.Label).Where(l => !stored.TryGetValue(l.Key, out HumanLabel? known) || !IsSame(known, l))];
        if (findings.Count == 0)
        {
            findings.AddRange((await labels.SaveAsync(changed, cancellationToken)).Select(gone => new LabelFinding(taken[gone].Place, $"the response {gone.ResponseId} was removed meanwhile.", "Take the record out.")));
        }

        int replaced = changed.Count(l => stored.ContainsKey(l.Key));
        return new LabelImportReport
        {
            Added = findings.Count > 0 ? 0 : changed.Length - replaced,
            Replaced = findings.Count > 0 ? 0 : replaced,
            Known = findings.Count > 0 ? 0 : repeated + taken.Count - changed.Length,
            Empty = lines.Count - given.Length,
            Findings = findings,
        };
    }

    /// <summary>A table is written with an apostrophe before what a spreadsheet would take for a formula.</summary>
    private static bool IsGuarded(string id) => id is ['\'', _, ..];

    /// <summary>A note that was not kept, or not sent again, is no other label.</summary>
    private static bool IsSame(HumanLabel known, HumanLabel label) =>
        known.Score == label.Score && known.Low == label.Low && known.High == label.High && (label.Note is null || known.Note is null || known.Note == label.Note);
}
