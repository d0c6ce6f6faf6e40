using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Configuring;
using Assay.Scoring.Rubrics;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard.Labels;

/// <summary>A form of the page Label, as it was filled in.</summary>
internal sealed record LabelForm
{
    public const string GradePrefix = "grade.";

    private IFormCollection _form = FormCollection.Empty;

    public string? Rater { get; private init; }

    public string Name => Text("name") ?? "";

    public string? Queue => Text("queue");

    public long? Item => long.TryParse(Text("item"), NumberStyles.None, CultureInfo.InvariantCulture, out long item) ? item : null;

    public string? Note => Text("said");

    public bool Reveals => Text("reveal") == "on";

    public bool Adjudicates => Text("mode") == LabelModel.Adjudication;

    public string? Judge => Text("judge");

    public string? Slice => Text("slice");

    public int? Count => int.TryParse(Text("count"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= LabelPlan.MostItems ? count : null;

    public TimeSpan? Range => Duration.TryParse(Text("range") ?? "", out TimeSpan range) && range > TimeSpan.Zero ? range : null;

    /// <summary>What stays from page to page.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Address => [new("reveal", Reveals ? "on" : null), new("mode", Text("mode"))];

    public static LabelForm Of(IFormCollection form, string? rater) => new() { _form = form, Rater = rater };

    /// <summary>Null: none was given, or it is not on the scale.</summary>
    public GradeReading.Read? Grade(AskedCriterion criterion) => Text(GradePrefix + criterion.Name) is { } text ? criterion.Read(text) : null;

    private string? Text(string name) => _form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
}
