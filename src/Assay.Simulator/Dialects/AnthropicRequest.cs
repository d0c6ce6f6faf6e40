using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Dialects;

/// <summary>Reads a Messages request.</summary>
internal static class AnthropicRequest
{
    public static ProviderError? Read(ReadOnlySpan<byte> body, ChatRequest request)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "body");
        var choice = new ToolChoice();
        while (JsonRange.NextProperty(ref reader))
        {
            ReadProperty(ref reader, request, ref choice);
        }

        if (choice.Name is { } name && !request.ChooseTool(name))
        {
            return ProviderError.BadRequest($"tool_choice: Tool '{name}' not found in provided tools");
        }

        if (choice.Required && request.Tools.Count > 0)
        {
            request.ChooseTool(request.Tools[0].Name);
        }

        return request.Model.Length == 0 ? ProviderError.BadRequest("model: Field required")
            : request.MaxTokens is null ? ProviderError.BadRequest("max_tokens: Field required")
            : request.Messages.Count == 0 ? ProviderError.BadRequest("messages: at least one message is required")
            : request.Streams ? ProviderError.BadRequest("stream: not supported by the simulator")
            : null;
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ChatRequest request, ref ToolChoice choice)
    {
        if (reader.ValueTextEquals("messages"u8))
        {
            reader.Read();
            MessageReader.ReadAll(ref reader, request);
        }
        else if (reader.ValueTextEquals("system"u8))
        {
            reader.Read();
            var start = request.TextLength;
            MessageReader.ReadContent(ref reader, request);
            request.Messages.Insert(0, new ChatMessage(ChatRole.System, start, request.TextLength));
        }
        else if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            request.Model = reader.GetString() ?? "";
        }
        else if (reader.ValueTextEquals("max_tokens"u8))
        {
            reader.Read();
            request.MaxTokens = reader.GetInt32();
        }
        else if (reader.ValueTextEquals("temperature"u8))
        {
            reader.Read();
            request.Temperature = reader.GetDouble();
        }
        else if (reader.ValueTextEquals("tools"u8))
        {
            reader.Read();
            ReadTools(ref reader, request);
        }
        else if (reader.ValueTextEquals("tool_choice"u8))
        {
            reader.Read();
            choice = ReadToolChoice(ref reader);
        }
        else if (reader.ValueTextEquals("output_config"u8) || reader.ValueTextEquals("output_format"u8))
        {
            reader.Read();
            ReadFormat(ref reader, request);
        }
        else if (reader.ValueTextEquals("stream"u8))
        {
            request.Streams = JsonRange.Value(ref reader) == JsonTokenType.True;
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ReadTools(ref Utf8JsonReader reader, ChatRequest request)
    {
        JsonRange.Expect(ref reader, JsonTokenType.StartArray, "tools");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            request.Tools.Add(ToolFields.Read(ref reader, "input_schema"u8));
        }
    }

    private static ToolChoice ReadToolChoice(ref Utf8JsonReader reader)
    {
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "tool_choice");
        var choice = new ToolChoice();
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                choice = choice with { Required = reader.ValueTextEquals("any"u8) };
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                choice = choice with { Name = reader.GetString() };
            }
            else
            {
                reader.Skip();
            }
        }

        return choice;
    }

    /// <summary>Reads the format itself, or an object that holds it under <c>format</c>.</summary>
    private static void ReadFormat(ref Utf8JsonReader reader, ChatRequest request)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("format"u8))
            {
                reader.Read();
                ReadFormat(ref reader, request);
            }
            else if (reader.ValueTextEquals("schema"u8))
            {
                reader.Read();
                request.Schema = JsonRange.Take(ref reader);
                request.Form = AskedForm.JsonSchema;
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
