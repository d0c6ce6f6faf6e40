using System.Text.Json;
using Assay.Server.Telemetry.Calls;
using Assay.Server.Telemetry.Messages;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>Messages that were flattened to attributes: <c>llm.input_messages.0.message.content</c>.</summary>
/// <param name="Prefix">Up to the number, with the dot.</param>
internal sealed record NumberedMessages(string Prefix, string Role) : ContentSource(Role)
{
    /// <summary>The rest of the name after the number, for the text.</summary>
    public required string ContentName { get; init; }

    public string? RoleName { get; init; }

    /// <summary>Begins the names of all that belongs to calls of tools; some write them flattened, some as one list in JSON.</summary>
    public string? ToolCallsPrefix { get; init; }

    /// <summary>Begins the names of parts, before their number.</summary>
    public string? PartsPrefix { get; init; }

    /// <summary>The rest of a part's name after its number.</summary>
    public string PartText { get; init; } = "text";

    public string PartType { get; init; } = "type";

    /// <summary>Whether a text may be a list of parts in JSON.</summary>
    public bool PartsInText { get; init; }

    public override Content Read(Call call)
    {
        SortedDictionary<int, Entry>? entries = null;
        foreach ((int number, string rest, AnyValue value) in call.Attributes.Numbered(Prefix))
        {
            entries ??= [];
            if (!entries.TryGetValue(number, out Entry? entry))
            {
                entries.Add(number, entry = new Entry());
            }

            Take(entry, rest, value);
        }

        if (entries is null)
        {
            return Content.None;
        }

        List<Message> messages = new(entries.Count);
        foreach (Entry entry in entries.Values)
        {
            Add(entry, messages);
        }

        return new Content(messages);
    }

    private void Take(Entry entry, string rest, AnyValue value)
    {
        if (rest == ContentName)
        {
            entry.Text = value.HasStringValue ? value.StringValue : value.ToJson().GetRawText();
        }
        else if (rest == RoleName && value.HasStringValue)
        {
            entry.Role = value.StringValue;
        }
        else if (ToolCallsPrefix is not null && rest.StartsWith(ToolCallsPrefix, StringComparison.Ordinal))
        {
            entry.CallsTools |= !value.HasStringValue || value.StringValue is not ("" or "[]");
        }
        else if (PartsPrefix is not null && rest.StartsWith(PartsPrefix, StringComparison.Ordinal) && Attributes.TrySplit(rest[PartsPrefix.Length..], out int number, out string name))
        {
            (string? type, string? text) = entry.Parts.GetValueOrDefault(number);
            entry.Parts[number] = name == PartType ? (value.StringValue, text) : name == PartText ? (type, value.StringValue) : (type, text);
        }
    }

    private void Add(Entry entry, List<Message> messages)
    {
        string role = Roles.Of(entry.Role ?? Role);
        MessageParts parts = new() { CallsTools = entry.CallsTools };
        if (entry.Text is { } text and not Redacted)
        {
            if (PartsInText && JsonContent.TryParse(text) is { ValueKind: JsonValueKind.Array } list)
            {
                parts.Add(list);
            }
            else
            {
                parts.AddText(text);
            }
        }
        else if (entry.Parts.Values.Where(IsShown).ToList() is { Count: > 0 } shown)
        {
            shown.ForEach(part => parts.AddText(part.Text ?? $"[{part.Type}]"));
        }
        else if (!entry.CallsTools)
        {
            messages.Add(new Message(role, null));
            return;
        }

        parts.WriteTo(messages, role);
    }

    private static bool IsShown((string? Type, string? Text) part) => PartTypes.Of(part.Type) switch
    {
        PartMeaning.Text => part.Text is not (null or Redacted),
        PartMeaning.Other => true,
        _ => false,
    };

    private sealed class Entry
    {
        public string? Role { get; set; }

        public string? Text { get; set; }

        public bool CallsTools { get; set; }

        public SortedDictionary<int, (string? Type, string? Text)> Parts { get; } = [];
    }
}
