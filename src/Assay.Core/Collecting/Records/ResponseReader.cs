using System.Collections.ObjectModel;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Puts the fields of one JSON object together to a <see cref="Response"/>.</summary>
internal ref struct ResponseReader(RecordPlace place)
{
    private static readonly IReadOnlyDictionary<string, JsonElement> NoMetadata = ReadOnlyDictionary<string, JsonElement>.Empty;

    private JsonElement record;
    private string? id;
    private string? input;
    private string? output;
    private string? reference;
    private string? release;
    private Chat? chat;
    private List<string>? context;
    private List<Turn>? conversation;
    private DateTimeOffset? occurredAt;
    private Dictionary<string, JsonElement>? metadata;
    private Rival? rival;
    private bool outputIsNull;
    private bool? closed;

    /// <summary>Takes every field of an object.</summary>
    public void Take(JsonElement fields)
    {
        record = fields;
        foreach (JsonProperty property in fields.EnumerateObject())
        {
            if (property.NameEquals(RivalJson.Field) && RivalJson.TryRead(property.Value) is { } other)
            {
                rival = rival is null || rival == other ? other : throw place.Error($"\"{RivalJson.Field}\" is given twice with different values.", "Keep one of them.");
            }
            else if (FieldDescription.TryName(property, out string name, out ResponseField field))
            {
                Take(field, name, property.Value);
            }
            else
            {
                Keep(property.Name, property.Value, metadataLevels: 1);
            }
        }
    }

    public void TakeContext(string name, List<string> texts) => Set(ref context, texts, ResponseField.Context, name);

    /// <summary>Takes the text of a field that is nothing but text; false where it is not such a field.</summary>
    public bool TryTakeText(ResponseField field, string name, string text)
    {
        switch (field)
        {
            case ResponseField.Id when text.Length is > 0 and <= FieldReader.LongestId:
                Set(ref id, text, field, name);
                return true;
            case ResponseField.Input:
                Set(ref input, text, field, name);
                return true;
            case ResponseField.Output:
                Set(ref output, text, field, name);
                return true;
            case ResponseField.Reference:
                Set(ref reference, text, field, name);
                return true;
            case ResponseField.Context:
                TakeContext(name, [text]);
                return true;
            default:
                return false;
        }
    }

    private void Take(ResponseField field, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null && field != ResponseField.Input)
        {
            outputIsNull |= field == ResponseField.Output;
            return;
        }

        FieldReader reader = new(place, field, name, value);
        switch (field)
        {
            case ResponseField.Id:
                Set(ref id, reader.Id(), field, name);
                break;
            case ResponseField.Input when value.ValueKind == JsonValueKind.Array:
                TakeChat(Chat.TryRead(reader.Turns()), name);
                break;
            case ResponseField.Input:
                Set(ref input, value.ValueKind == JsonValueKind.String ? reader.Text() : throw reader.Mismatch(), field, name);
                break;
            case ResponseField.Output:
                Set(ref output, reader.Text(), field, name);
                break;
            case ResponseField.Context:
                Set(ref context, reader.Texts(), field, name);
                break;
            case ResponseField.Reference:
                Set(ref reference, reader.JoinedTexts(), field, name);
                break;
            case ResponseField.Conversation:
                Set(ref conversation, reader.Turns(), field, name);
                break;
            case ResponseField.Release:
                Set(ref release, reader.Text(), field, name);
                break;
            case ResponseField.OccurredAt:
                DateTimeOffset time = reader.Time();
                occurredAt = occurredAt is null || occurredAt == time ? time : throw Conflict(field, name);
                break;
            case ResponseField.Closed:
                bool flag = reader.Flag();
                closed = closed is null || closed == flag ? flag : throw Conflict(field, name);
                break;
            case ResponseField.Metadata:
                foreach (JsonProperty property in reader.Object().EnumerateObject())
                {
                    Keep(property.Name, property.Value, metadataLevels: 0);
                }

                break;
        }
    }

    private void TakeChat(Chat? found, string name)
    {
        if (found is null)
        {
            throw place.Error(
                $"\"{name}\" holds no message with the role \"user\", so nothing that was asked.",
                "Add the user's message, such as {\"role\": \"user\", \"content\": \"...\"}, or give it as a string under \"input\".");
        }

        Set(ref input, found.Input, ResponseField.Input, name);
        chat = chat is null || chat.Before.SequenceEqual(found.Before) ? found : throw Conflict(ResponseField.Input, name);
    }

    /// <param name="metadataLevels">How much deeper the value will stand once it is stored under metadata.</param>
    private void Keep(string name, JsonElement value, int metadataLevels)
    {
        metadata ??= new(StringComparer.Ordinal);
        if (metadata.TryGetValue(name, out JsonElement earlier) && !JsonElement.DeepEquals(earlier, value))
        {
            throw place.Error(
                $"the metadata field \"{name}\" is given twice with different values.",
                "Keep one of them; fields that Assay does not know and those inside \"metadata\" are the same names.");
        }

        if (metadataLevels > 0 && JsonDepth.Exceeds(value, JsonText.DeepestNesting - 1 - metadataLevels))
        {
            throw place.Error(
                $"\"{name}\" is nested too deeply: stored under \"metadata\" it has more than {JsonText.DeepestNesting} levels.",
                "Flatten it, or give the deep part as a string.");
        }

        metadata[name] = value;
    }

    public readonly Response Assemble()
    {
        Chat? told = chat ?? WholeConversation();
        string? asked = input ?? told?.Input;
        string? answered = output ?? (outputIsNull || place.IsCase ? "" : told?.Output);
        if (asked is null || answered is null)
        {
            throw Missing(asked is null ? ResponseField.Input : ResponseField.Output);
        }

        Response response = new()
        {
            Id = id ?? "",
            Input = asked,
            Output = answered,
            Context = context ?? told?.ToolResults ?? [],
            Reference = reference,
            Conversation = input is null ? told!.Before : Earlier(),
            Rival = rival,
            Release = release,
            OccurredAt = occurredAt,
            Metadata = metadata ?? NoMetadata,
            Closed = closed ?? false,
        };
        return id is null ? response with { Id = ContentHash.Of(response).ToResponseId(), Closed = true } : response;
    }

    /// <summary>
    /// A conversation without an input holds the question too, and the answer where there is no output. One that was answered
    /// otherwise is not whole: it ends before the question, which is missing.
    /// </summary>
    private readonly Chat? WholeConversation() =>
        input is null && conversation is not null && Chat.TryRead(conversation) is { } whole && (output is null || whole.Output is null || whole.Output == output) ? whole : null;

    private readonly IReadOnlyList<Turn> Earlier()
    {
        IReadOnlyList<Turn> before = chat?.Before ?? [];
        if (conversation is null)
        {
            return before;
        }

        return before.Count == 0 || before.SequenceEqual(conversation)
            ? conversation
            : throw place.Error(
                "\"conversation\" and the messages before the last user message differ.",
                "Keep one of them: the list of messages already holds the earlier turns.");
    }

    private readonly void Set(ref string? slot, string value, ResponseField field, string name) =>
        slot = slot is null || slot == value ? value : throw Conflict(field, name);

    private readonly void Set<T>(ref List<T>? slot, List<T> value, ResponseField field, string name) =>
        slot = slot is null || slot.SequenceEqual(value) ? value : throw Conflict(field, name);

    private readonly InputException Conflict(ResponseField field, string name)
    {
        // The fast way does not have the whole record; its error is not shown but told anew by the exact way.
        string earlier = record.ValueKind != JsonValueKind.Object
            ? name
            : record.EnumerateObject()
                .Where(property => FieldDescription.Named(property.Name)?.Field == field && property.Value.ValueKind != JsonValueKind.Null)
                .Select(property => property.Name)
                .FirstOrDefault(name);
        return earlier == name
            ? place.Error($"\"{name}\" is given twice with different values.", "Keep one of them.")
            : place.Error($"\"{earlier}\" and \"{name}\" are two names of one field, but their values differ.", $"Keep one of them, best as \"{FieldDescription.Of(field).Names[0]}\".");
    }

    private readonly InputException Missing(ResponseField field)
    {
        FieldDescription description = FieldDescription.Of(field);
        string hint = Misspelling.Closest(metadata?.Keys ?? Enumerable.Empty<string>(), description.Names) is { } slip
            ? $" Was \"{slip.Written}\" meant to be \"{slip.Meant}\"?"
            : "";
        return place.Error($"\"{description.Names[0]}\" is missing.", description.Remedy + hint);
    }
}
