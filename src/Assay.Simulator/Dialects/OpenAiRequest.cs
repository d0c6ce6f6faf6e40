using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Dialects;

/// <summary>Reads a Chat Completions request.</summary>
internal static class OpenAiRequest
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
            return ProviderError.BadRequest($"Invalid value for 'tool_choice': no tool named '{name}' is offered.", "tool_choice");
        }

        if (choice.Required && request.Tools.Count > 0)
        {
            request.ChooseTool(request.Tools[0].Name);
        }

        return request.Model.Length == 0 ? ProviderError.BadRequest("you must provide a model parameter")
            : request.Messages.Count == 0 ? ProviderError.BadRequest("Missing required parameter: 'messages'.", "messages", "missing_required_parameter")
            : request.Choices is < 1 or > 128 ? ProviderError.BadRequest("Invalid 'n': integer out of range, expected 1 to 128.", "n", "invalid_value")
            : request.TopLogProbabilities is < 0 or > 20 ? ProviderError.BadRequest("Invalid 'top_logprobs': integer out of range, expected 0 to 20.", "top_logprobs", "invalid_value")
            : request.Streams ? ProviderError.Unsupported("stream", "'stream'")
            : null;
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ChatRequest request, ref ToolChoice choice)
    {
        if (reader.ValueTextEquals("messages"u8))
        {
            reader.Read();
            MessageReader.ReadAll(ref reader, request);
        }
        else if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            request.Model = reader.GetString() ?? "";
        }
        else if (reader.ValueTextEquals("response_format"u8))
        {
            reader.Read();
            ReadFormat(ref reader, request);
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
        else if (!ReadParameter(ref reader, request))
        {
            reader.Skip();
        }
    }

    private static bool ReadParameter(ref Utf8JsonReader reader, ChatRequest request)
    {
        if (reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8))
        {
            request.MaxTokens = JsonRange.Value(ref reader) == JsonTokenType.Null ? request.MaxTokens : reader.GetInt32();
        }
        else if (reader.ValueTextEquals("temperature"u8))
        {
            request.Temperature = JsonRange.Value(ref reader) == JsonTokenType.Null ? 1 : reader.GetDouble();
        }
        else if (reader.ValueTextEquals("seed"u8))
        {
            request.Seed = JsonRange.Value(ref reader) == JsonTokenType.Null ? null : reader.GetInt64();
        }
        else if (reader.ValueTextEquals("n"u8))
        {
            request.Choices = JsonRange.Value(ref reader) == JsonTokenType.Null ? 1 : reader.GetInt32();
        }
        else if (reader.ValueTextEquals("logprobs"u8))
        {
            request.LogProbabilities = JsonRange.Value(ref reader) == JsonTokenType.True;
        }
        else if (reader.ValueTextEquals("top_logprobs"u8))
        {
            request.TopLogProbabilities = JsonRange.Value(ref reader) == JsonTokenType.Null ? 0 : reader.GetInt32();
        }
        else if (reader.ValueTextEquals("stream"u8))
        {
            request.Streams = JsonRange.Value(ref reader) == JsonTokenType.True;
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadFormat(ref Utf8JsonReader reader, ChatRequest request)
    {
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "response_format");
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                request.Form = reader.ValueTextEquals("json_schema"u8) ? AskedForm.JsonSchema
                    : reader.ValueTextEquals("json_object"u8) ? AskedForm.JsonObject
                    : AskedForm.Text;
            }
            else if (reader.ValueTextEquals("json_schema"u8))
            {
                reader.Read();
                request.Schema = ToolFields.Read(ref reader, "schema"u8).Schema;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadTools(ref Utf8JsonReader reader, ChatRequest request)
    {
        JsonRange.Expect(ref reader, JsonTokenType.StartArray, "tools");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonRange.Expect(ref reader, JsonTokenType.StartObject, "tools[]");
            while (JsonRange.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("function"u8))
                {
                    reader.Read();
                    request.Tools.Add(ToolFields.Read(ref reader, "parameters"u8));
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    private static ToolChoice ReadToolChoice(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new ToolChoice(Required: reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("required"u8));
        }

        var choice = new ToolChoice();
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                choice = new ToolChoice(Name: ToolFields.Read(ref reader, "parameters"u8).Name);
            }
            else
            {
                reader.Skip();
            }
        }

        return choice;
    }
}
