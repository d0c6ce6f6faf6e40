using System.Globalization;
using System.Text.Json;
using Assay.Server.Telemetry.Messages;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Calls;

/// <summary>The attributes of one span, record or resource, by name. Of a name that is given twice the first counts.</summary>
internal sealed class Attributes
{
    public static readonly Attributes None = new([]);

    private readonly Dictionary<string, AnyValue> values = new(StringComparer.Ordinal);

    public Attributes(IEnumerable<KeyValue> pairs) => AddRange(pairs);

    public IEnumerable<KeyValuePair<string, AnyValue>> All => values;

    public void AddRange(IEnumerable<KeyValue> pairs)
    {
        foreach (KeyValue pair in pairs)
        {
            if (pair.Value is { ValueCase: not AnyValue.ValueOneofCase.None } value)
            {
                values.TryAdd(pair.Key, value);
            }
        }
    }

    public bool Has(string name) => values.ContainsKey(name);

    public AnyValue? Value(string name) => values.GetValueOrDefault(name);

    /// <summary>Null where it is absent or something other than text.</summary>
    public string? Text(string name) => values.TryGetValue(name, out AnyValue? value) && value.HasStringValue ? value.StringValue : null;

    /// <summary>The value itself where it is structured, or the JSON in its text; null where there is none of them.</summary>
    public JsonElement? Json(string name) => Value(name) switch
    {
        null => null,
        { HasStringValue: true } value => JsonContent.TryParse(value.StringValue),
        { ValueCase: AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue } value => value.ToJson(),
        _ => null,
    };

    public IEnumerable<(string Name, AnyValue Value)> Under(string prefix)
    {
        foreach ((string name, AnyValue value) in values)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return (name[prefix.Length..], value);
            }
        }
    }

    /// <summary>Lists that were flattened to names, such as <c>prefix.0.role</c>: number, rest of the name, value.</summary>
    public IEnumerable<(int Number, string Name, AnyValue Value)> Numbered(string prefix)
    {
        foreach ((string rest, AnyValue value) in Under(prefix))
        {
            if (TrySplit(rest, out int number, out string name))
            {
                yield return (number, name, value);
            }
        }
    }

    /// <summary>Takes <c>0.role</c> apart.</summary>
    public static bool TrySplit(string numbered, out int number, out string name)
    {
        int dot = numbered.IndexOf('.', StringComparison.Ordinal);
        name = dot < 0 ? "" : numbered[(dot + 1)..];
        return int.TryParse(dot < 0 ? numbered : numbered.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
