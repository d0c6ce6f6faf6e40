using System.Runtime.InteropServices;
using System.Text.Json;
using Assay.Server.Telemetry.Calls;
using Assay.Server.Telemetry.Messages;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Metadata;

/// <summary>Collects the metadata of one call, within limits: what comes late or is long is left out.</summary>
internal sealed class MetadataReader
{
    public const int MostFields = 64;
    public const int LongestName = 200;

    /// <summary>As JSON in UTF-8. Longer values are texts, and no dimension to slice by.</summary>
    public const int LongestValue = 2_000;

    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, JsonElement> Read(Call call)
    {
        MetadataReader reader = new();
        foreach (MetadataField field in MetadataField.All)
        {
            if (field.Attributes.Prepend(MetadataField.AssayPrefix + field.Name).Select(name => Value(call, name)).FirstOrDefault(value => value is not null) is { } value)
            {
                reader.Take(field.Name, Single(value));
            }
        }

        reader.TakeOwn(call.Attributes, MetadataField.AssayPrefix);
        reader.TakeOwn(call.Resource, MetadataField.AssayPrefix);
        if (call.Events.Select(happened => happened.Body.Text("finish_reason")).FirstOrDefault(reason => reason is not null) is { } finish)
        {
            reader.Take("finish_reason", AnyValueJson.ToJson(finish));
        }

        if (call.Duration is { } duration)
        {
            reader.Take("latency_ms", AnyValueJson.ToJson((long)Math.Round(duration.TotalMilliseconds)));
        }

        foreach (string prefix in MetadataField.OwnPrefixes)
        {
            reader.TakeOwn(call.Attributes, prefix);
        }

        foreach (string name in MetadataField.Objects)
        {
            reader.TakeObject(call.Attributes.Json(name));
        }

        return reader.fields;
    }

    private static AnyValue? Value(Call call, string name) => call.Attributes.Value(name) ?? call.Resource.Value(name);

    private void TakeOwn(Attributes attributes, string prefix)
    {
        foreach ((string name, AnyValue value) in attributes.Under(prefix))
        {
            if (fields.Count >= MostFields)
            {
                break;
            }

            if (!ReservedNames.Contains(prefix + name))
            {
                Take(name, value.ToJson());
            }
        }
    }

    private void TakeObject(JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.Object } found)
        {
            foreach (JsonProperty field in found.EnumerateObject().TakeWhile(_ => fields.Count < MostFields))
            {
                Take(field.Name, field.Value);
            }
        }
    }

    private void Take(string name, JsonElement value)
    {
        if (name.Length is > 0 and <= LongestName
            && fields.Count < MostFields
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            && JsonMarshal.GetRawUtf8Value(value).Length <= LongestValue
            && !IsDeep(value, levels: 8))
        {
            fields.TryAdd(name, value.Clone());
        }
    }

    // What is nearly always single is a list in the conventions, and some senders write that list as JSON in text.
    private static JsonElement Single(AnyValue value)
    {
        JsonElement json = value.HasStringValue && value.StringValue.StartsWith('[') && JsonContent.TryParse(value.StringValue) is { } list ? list : value.ToJson();
        return json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 1 ? json[0] : json;
    }

    private static bool IsDeep(JsonElement value, int levels) => value.ValueKind switch
    {
        JsonValueKind.Array => levels == 0 || value.EnumerateArray().Any(item => IsDeep(item, levels - 1)),
        JsonValueKind.Object => levels == 0 || value.EnumerateObject().Any(field => IsDeep(field.Value, levels - 1)),
        _ => false,
    };
}
