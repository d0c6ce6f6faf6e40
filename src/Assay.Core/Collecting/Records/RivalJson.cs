using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>The other output of a pair in the record of its response: <c>{"output": "...", "system": "b", "against": "a", "item": "q1"}</c>.</summary>
internal static class RivalJson
{
    public const string Field = "rival";

    private static readonly string[] Names = ["output", "system", "against", "item"];

    /// <summary>Null where it is anything else: a field of the sender's own that happens to be called so.</summary>
    public static Rival? TryRead(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().Any(p => !Names.Contains(p.Name, StringComparer.Ordinal) || p.Value.ValueKind != JsonValueKind.String)
            || Text(value, "output") is not { } output)
        {
            return null;
        }

        return new Rival(output)
        {
            Systems = Text(value, "against") is { } own && Text(value, "system") is { } other ? (own, other) : null,
            Item = Text(value, "item"),
        };
    }

    private static string? Text(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}
