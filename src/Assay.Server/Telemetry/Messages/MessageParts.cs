using System.Text.Json;

namespace Assay.Server.Telemetry.Messages;

/// <summary>Collects the parts of one message: what it says, what tools returned in it, and whether it calls any.</summary>
internal sealed class MessageParts
{
    private static readonly string[] TextNames = ["content", "text", "refusal"];

    private static readonly string[] ResultNames = ["response", "result", "output", "content", "server_tool_call_response"];

    private readonly List<string> texts = [];
    private readonly List<string> results = [];

    public bool CallsTools { get; set; }

    public void Add(JsonElement part)
    {
        switch (part.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement item in part.EnumerateArray())
                {
                    Add(item);
                }

                break;
            case JsonValueKind.String:
                AddText(part.GetString()!);
                break;
            case JsonValueKind.Object:
                AddObject(part);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                AddText(part.GetRawText());
                break;
        }
    }

    public void AddText(string text) => texts.Add(text);

    /// <summary>What tools returned comes before what was said of it.</summary>
    /// <param name="evenEmpty">Whether a message that says nothing is one nevertheless.</param>
    public void WriteTo(List<Message> messages, string role, bool evenEmpty = true)
    {
        if (role == Roles.Tool)
        {
            results.AddRange(texts);
            texts.Clear();
        }

        messages.AddRange(results.Select(result => new Message(Roles.Tool, result)));
        if (texts.Count > 0 || CallsTools || (evenEmpty && results.Count == 0 && role != Roles.Tool))
        {
            messages.Add(new Message(role, string.Join('\n', texts), CallsTools));
        }
    }

    private void AddObject(JsonElement part)
    {
        switch (PartTypes.Of(part.Text("type")))
        {
            case PartMeaning.Text when part.First(TextNames) is { } text:
                AddText(Plain(text));
                break;
            // A text that is null, as beside a call of tools: nothing was said.
            case PartMeaning.Text when part.Text("type") is not null && part.EnumerateObject().Any(field => TextNames.Contains(field.Name)):
            case PartMeaning.Hidden:
                break;
            case PartMeaning.ToolCall:
                CallsTools = true;
                break;
            case PartMeaning.ToolResult:
                results.Add(part.First(ResultNames) is { } result ? Plain(result) : "");
                break;
            case PartMeaning.Other:
                AddText($"[{part.Text("modality") ?? part.Text("type")}]");
                break;
            default:
                AddText(part.GetRawText());
                break;
        }
    }

    /// <summary>Texts as they are, lists of text parts joined, anything else as the JSON it is.</summary>
    private static string Plain(JsonElement value)
    {
        // Some results are wrapped with their type: {"type": "json", "value": {...}}.
        JsonElement inner = value.Text("type") is not null && value.First(["value"]) is { } wrapped ? wrapped : value;
        return inner.ValueKind switch
        {
            JsonValueKind.String => inner.GetString()!,
            JsonValueKind.Object when IsText(inner) => inner.Text("text")!,
            JsonValueKind.Array when inner.GetArrayLength() > 0 && inner.EnumerateArray().All(IsText) =>
                string.Join('\n', inner.EnumerateArray().Select(part => part.Text("text"))),
            _ => inner.GetRawText(),
        };
    }

    private static bool IsText(JsonElement part) => part.Text("type") is "text" && part.Text("text") is not null;
}
