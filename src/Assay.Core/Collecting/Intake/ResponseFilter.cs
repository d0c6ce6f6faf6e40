using System.Text.Json;

namespace Assay.Collecting.Intake;

/// <summary>Which responses a judge is for: those whose named fields have one of the named values. Without conditions: all.</summary>
/// <param name="Conditions">By <c>release</c> or a metadata field; all must hold.</param>
public sealed record ResponseFilter(IReadOnlyDictionary<string, IReadOnlyList<string>> Conditions)
{
    public static readonly ResponseFilter All = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>Null where it matches; else the condition that does not, in words.</summary>
    public string? Mismatch(Response response)
    {
        foreach ((string field, IReadOnlyList<string> values) in Conditions)
        {
            string? value = ValueOf(response, field);
            if (value is null || !values.Contains(value))
            {
                return $"{field} is {(value is null ? "not given" : $"\"{value}\"")}, and the judge is for {string.Join(", ", values.Select(v => $"\"{v}\""))}";
            }
        }

        return null;
    }

    /// <summary>A field as text; null where the response has it not.</summary>
    public static string? ValueOf(Response response, string field) =>
        field == "release" ? response.Release : response.Metadata.TryGetValue(field, out JsonElement found) ? Text(found) : null;

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
