using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Assay.Providers.Errors;

/// <summary>What the body of an error reply says, whatever vendor wrote it. Every part may be empty.</summary>
internal sealed record ErrorBody
{
    public static readonly ErrorBody Empty = new();

    public string Message { get; init; } = "";

    public string Code { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>The parameter that the provider objects to.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>Azure's inner code, or what an upstream provider said to a router.</summary>
    public string Inner { get; init; } = "";

    /// <summary>The status that a reply with status 200 carries in its error's code.</summary>
    public int? Status => int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and < 600
        ? status
        : null;

    /// <summary>True for a JSON object that has the shape of an error.</summary>
    public bool IsError { get; init; }

    public static ErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root is { ValueKind: JsonValueKind.Array } && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            return root.ValueKind == JsonValueKind.Object ? FromObject(root) : new ErrorBody { Message = root.ToString() };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new ErrorBody { Message = Encoding.UTF8.GetString(body.Span) };
        }
    }

    /// <summary>The first part of a body as text, more than any message shows of it.</summary>
    public static string Start(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, 64 * 1024)]);

    /// <summary>True when any part holds the text.</summary>
    public bool Says(string text) =>
        Message.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Code.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Type.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Inner.Contains(text, StringComparison.OrdinalIgnoreCase);

    public bool SaysAny(ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            if (Says(text))
            {
                return true;
            }
        }

        return false;
    }

    private static ErrorBody FromObject(JsonElement root)
    {
        JsonElement error = root.TryGetProperty("error", out JsonElement nested) ? nested : root;
        if (error.ValueKind != JsonValueKind.Object)
        {
            return new ErrorBody
            {
                Message = error.ValueKind == JsonValueKind.String ? error.GetString()! : root.GetRawText(),
                IsError = error.ValueKind == JsonValueKind.String,
            };
        }

        string message = Text(error, "message");
        return new ErrorBody
        {
            Message = message.Length > 0 ? message : Text(error, "detail"),
            Code = Text(error, "code"),
            Type = Text(error, "type"),
            Parameter = Text(error, "param"),
            Inner = InnerOf(error),
            IsError = root.TryGetProperty("error", out _) || Text(root, "object") == "error" || Text(root, "type") == "error",
        };
    }

    private static string InnerOf(JsonElement error)
    {
        if (error.TryGetProperty("innererror", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
        {
            return Text(inner, "code");
        }

        return error.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object
            ? Text(metadata, "raw")
            : "";
    }

    private static string Text(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out JsonElement value))
        {
            return "";
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        };
    }
}
