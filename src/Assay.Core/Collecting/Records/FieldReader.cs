using System.Runtime.InteropServices;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Reads the value of one field, or says what stands there instead of what must.</summary>
internal readonly ref struct FieldReader(RecordPlace place, ResponseField field, string name, JsonElement value)
{
    public const int LongestId = 255;

    public string Text() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Mismatch();

    public string Id()
    {
        string id = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when !JsonMarshal.GetRawUtf8Value(value).ContainsAny(".eE"u8) => value.GetRawText(),
            _ => throw Mismatch(),
        };
        return id.Length switch
        {
            0 => throw Error($"\"{name}\" is empty."),
            > LongestId => throw Error($"\"{name}\" has {id.Length} characters, but at most {LongestId} are kept."),
            _ => id,
        };
    }

    public List<string> Texts()
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return [Text()];
        }

        List<string> texts = new(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : Passage(item, texts.Count));
        }

        return texts;
    }

    public string JoinedTexts()
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Text();
        }

        List<string> texts = new(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw ItemMismatch(texts.Count, item, "a string"));
        }

        return string.Join('\n', texts);
    }

    public List<Turn> Turns()
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Mismatch();
        }

        List<Turn> turns = new(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (!ChatTurn.TryRead(item, out Turn? turn))
            {
                throw ItemMismatch(turns.Count, item, "an object with a \"role\" string and a \"content\" that is a string or a list of parts");
            }

            turns.Add(turn);
        }

        return turns;
    }

    public DateTimeOffset Time()
    {
        DateTimeOffset? time = value.ValueKind switch
        {
            // The usual form by the quick way; without the Z that way would take the machine's zone.
            JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value) is [.., (byte)'Z', _] && value.TryGetDateTimeOffset(out DateTimeOffset utc) => utc,
            JsonValueKind.String => Timestamp.TryRead(value.GetString()!),
            JsonValueKind.Number => value.TryGetDecimal(out decimal number) ? Timestamp.TryReadUnix(number) : null,
            _ => throw Mismatch(),
        };
        return time ?? throw Error($"\"{name}\" is {Shown(value)}, but must be {FieldDescription.Of(field).Form}.");
    }

    /// <summary>Tables keep it as a text, and databases as a number.</summary>
    public bool Flag() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number or JsonValueKind.String => value.ToString().ToUpperInvariant() switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw Error($"\"{name}\" is {Shown(value)}, but must be {FieldDescription.Of(field).Form}."),
        },
        _ => throw Mismatch(),
    };

    public JsonElement Object() => value.ValueKind == JsonValueKind.Object ? value : throw Mismatch();

    public InputException Mismatch() => Error($"\"{name}\" is {JsonKind.Of(value)}, but must be {FieldDescription.Of(field).Form}.");

    // Retrievers give their passages as objects; these are the two names their text goes by.
    private string Passage(JsonElement item, int index)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            foreach (string key in (ReadOnlySpan<string>)["text", "content"])
            {
                if (item.TryGetProperty(key, out JsonElement text) && text.ValueKind == JsonValueKind.String)
                {
                    return text.GetString()!;
                }
            }
        }

        throw ItemMismatch(index, item, "a string or an object with a \"text\" or \"content\" string");
    }

    private InputException ItemMismatch(int index, JsonElement item, string form)
    {
        string found = item.ValueKind == JsonValueKind.Object ? "an object of another form" : JsonKind.Of(item);
        return Error($"item {index + 1} of \"{name}\" is {found}, but must be {form}.");
    }

    private InputException Error(string problem) => place.Error(problem, FieldDescription.Of(field).Remedy);

    private static string Shown(JsonElement element)
    {
        const int Longest = 60;
        string text = element.GetRawText();
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "...");
    }
}
