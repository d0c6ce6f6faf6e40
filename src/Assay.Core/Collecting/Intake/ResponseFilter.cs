using System.Text.Json;

namespace Assay.Collecting.Intake;

/// <summary>Which responses a judge is for: those whose named fields have one of the named values. Without conditions: all.</summary>
/// <param name="Conditions">By <c>release</c> or a metadata field; all must hold.</param>
public sealed record ResponseFilter(IReadOnlyDictionary<string, IReadOnlyList<string>> Conditions)
{
    public static readonly ResponseFilter All = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>It is for pairs of outputs, and not for responses that stand for themselves.</summary>
    public bool Pairs { get; init; }

    /// <summary>Null where it matches; else the condition that does not, in words.</summary>
    public string? Mismatch(Response response)
    {
        if (Pairs != response.Rival is not null)
        {
            return Pairs ? "there is one output, and the judge compares two" : "there are two outputs to compare, and the judge is for one";
        }

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
