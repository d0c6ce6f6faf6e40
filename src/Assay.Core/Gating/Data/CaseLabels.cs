using System.Text;
using System.Text.Json;
using Assay.Calibrating.Labelling;

namespace Assay.Gating.Data;

/// <summary>What people said of a response that becomes a case: the mean of their labels, or of those that decided where they disagreed, by criterion.</summary>
public sealed record CaseLabels(IReadOnlyDictionary<string, double> Means)
{
    /// <summary>What was said of an earlier output is no label of the next one, and stands under a name of its own.</summary>
    private const string CaseField = "labelled";

    /// <summary>As a gate reads it of an output.</summary>
    private const string OutputField = "label";

    public KeyValuePair<string, JsonElement> OfCase => new(CaseField, Json(json =>
    {
        json.WriteStartObject();
        foreach ((string criterion, double mean) in Means.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(criterion, mean);
        }

        json.WriteEndObject();
    }));

    /// <summary>The overall one, else that of the criterion whose name comes first.</summary>
    public KeyValuePair<string, JsonElement> OfOutput =>
        new(OutputField, Json(json => json.WriteNumberValue(Means.TryGetValue(GateScale.Overall, out double overall) ? overall : Means.OrderBy(m => m.Key, StringComparer.Ordinal).First().Value)));

    /// <returns>By the response's id; without those that nobody labelled.</returns>
    public static async Task<IReadOnlyDictionary<string, CaseLabels>> ReadAsync(ILabelRecords labels, IReadOnlySet<string> ids, CancellationToken cancellationToken) =>
        (await labels.LabelsAsync(new LabelQuery(), cancellationToken)).Where(l => ids.Contains(l.Key.ResponseId)).GroupBy(l => l.Key.ResponseId, StringComparer.Ordinal)
            .ToDictionary(r => r.Key, r => new CaseLabels(r.GroupBy(l => l.Key.Criterion, StringComparer.Ordinal).ToDictionary(c => c.Key, Mean, StringComparer.Ordinal)), StringComparer.Ordinal);

    private static double Mean(IEnumerable<HumanLabel> labels)
    {
        HumanLabel[] all = [.. labels];
        int revision = all.Max(l => l.Key.Revision);
        HumanLabel[] last = [.. all.Where(l => l.Key.Revision == revision)];
        HumanLabel[] deciding = [.. last.Where(l => l.Key.IsAdjudication)];
        return (deciding.Length > 0 ? deciding : last).Average(l => l.Score);
    }

    private static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return JsonElement.Parse(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
