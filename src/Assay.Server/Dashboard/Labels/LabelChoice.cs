using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;

namespace Assay.Server.Dashboard.Labels;

/// <summary>A grade that can be chosen.</summary>
/// <param name="Key">The key that chooses it; null: none is left.</param>
/// <param name="Meaning">What the rubric says of it.</param>
public sealed record LabelChoice(string Grade, string? Key, string? Meaning)
{
    private const int MostChoices = 11;

    /// <summary>Null: the scale has too many grades to list, or numbers between them.</summary>
    public static IReadOnlyList<LabelChoice>? Of(AskedCriterion criterion) => criterion.Scale switch
    {
        Scale.Numeric { Fractions: false, From: var from, To: var to } when to - from < MostChoices && from == Math.Floor(from) =>
            [.. Enumerable.Range((int)from, (int)(to - from) + 1).Select(g => Choice(criterion, g.ToString(CultureInfo.InvariantCulture), g is >= 0 and <= 9 ? Digit(g) : g == 10 && from > 0 ? "0" : null))],
        Scale.Numeric => null,
        _ => [.. criterion.Scale.Names.Select((n, i) => Choice(criterion, n.Name, i < 9 ? Digit(i + 1) : null))],
    };

    private static LabelChoice Choice(AskedCriterion criterion, string grade, string? key) => new(grade, key, criterion.Anchors.FirstOrDefault(a => a.Grade == grade)?.Meaning);

    private static string Digit(int digit) => digit.ToString(CultureInfo.InvariantCulture);
}
