using System.Globalization;
using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Labelling;

/// <summary>A criterion as people are asked about it: with the scale that their labels are on, and what its grades mean.</summary>
/// <param name="Question">Null: only the judge's scale is known, as where its rubric is not at hand.</param>
public sealed record AskedCriterion(string Name, string? Question, Scale Scale)
{
    public IReadOnlyList<Anchor> Anchors { get; init; } = [];

    /// <summary>Of a checklist people say how many of its items hold.</summary>
    public static AskedCriterion Of(Criterion criterion) => criterion.Scale is Scale.Checklist { Items: var items }
        ? new AskedCriterion(criterion.Name, $"{criterion.Question} How many of these hold: {string.Join("; ", items)}?", Shares(items.Count))
        : new AskedCriterion(criterion.Name, criterion.Question, criterion.Scale) { Anchors = criterion.Anchors };

    /// <summary>A grade by its name or its number; null: it is not on the scale.</summary>
    public GradeReading.Read? Read(string text) =>
        Grades.Read(Scale, text) as GradeReading.Read
        ?? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Scale.Names.FirstOrDefault(n => n.Value == value) is { } named
            ? new GradeReading.Read(named.Value, named.Name)
            : null);

    private static Scale.Labels Shares(int items) => new([.. Enumerable.Range(0, items + 1).Select(yes => new ScaleLabel(FormattableString.Invariant($"{yes} of {items}"), (double)yes / items))]);
}
