using System.Text.Json;
using Assay.Calibrating.Probing.Perturbing;
using Assay.Collecting;

namespace Assay.Calibrating.Probing;

/// <summary>One answer that a judge is probed with.</summary>
/// <param name="Generator">The model that wrote it, where the record names one as <c>generator</c>.</param>
/// <param name="Label">What people say of it, where the record has a number as <c>label</c>.</param>
public sealed record ProbeItem(Response Response, ProbeLanguage Language, string? Generator = null, double? Label = null)
{
    public static ProbeItem Of(Response response) => new(
        response,
        ProbeLanguage.Find(Text(response, "language") ?? Text(response, "lang"), response.Output),
        Text(response, "generator"),
        response.Metadata.TryGetValue("label", out JsonElement label) && label.ValueKind == JsonValueKind.Number && label.TryGetDouble(out double number) ? number : null);

    private static string? Text(Response response, string field) =>
        response.Metadata.TryGetValue(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
