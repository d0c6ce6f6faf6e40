using System.Text;
using System.Text.Json;

namespace Assay.Simulator.Chat;

/// <summary>What a request asks, in either dialect; reused from request to request on one connection.</summary>
internal sealed class ChatRequest
{
    private const int KeptCharacters = 1 << 18;

    private char[] text = new char[8192];
    private int length;

    public string Model { get; set; } = "";

    public List<ChatMessage> Messages { get; } = [];

    public AskedForm Form { get; set; }

    /// <summary>Where the body holds the schema asked for, with <see cref="AskedForm.JsonSchema"/> or <see cref="AskedForm.Tool"/>.</summary>
    public Range Schema { get; set; }

    public string? ToolName { get; set; }

    public List<ToolOffer> Tools { get; } = [];

    public int Choices { get; set; } = 1;

    public double Temperature { get; set; } = 1;

    public long? Seed { get; set; }

    public int? MaxTokens { get; set; }

    public bool LogProbabilities { get; set; }

    public int TopLogProbabilities { get; set; }

    public bool Streams { get; set; }

    /// <summary>End of the last text marked for caching; 0 when none is.</summary>
    public int CacheBreakpoint { get; set; }

    /// <summary>The texts of all messages, in the order received.</summary>
    public ReadOnlySpan<char> Text => text.AsSpan(0, length);

    public int TextLength => length;

    /// <summary>Prompt tokens as this provider counts them: UTF-8 bytes + 3, by 4.</summary>
    public int PromptTokens => TokenCount.OfBytes(Encoding.UTF8.GetByteCount(Text));

    public ReadOnlySpan<char> TextOf(ChatMessage message) => text.AsSpan(message.Start, message.End - message.Start);

    public void Clear()
    {
        if (text.Length > KeptCharacters)
        {
            text = new char[8192];
        }

        length = 0;
        Model = "";
        Messages.Clear();
        Form = AskedForm.Text;
        Schema = default;
        ToolName = null;
        Tools.Clear();
        Choices = 1;
        Temperature = 1;
        Seed = null;
        MaxTokens = null;
        LogProbabilities = false;
        TopLogProbabilities = 0;
        Streams = false;
        CacheBreakpoint = 0;
    }

    /// <summary>Appends the string the reader stands on.</summary>
    public void Append(ref Utf8JsonReader reader)
    {
        var needed = length + reader.ValueSpan.Length;
        if (needed > text.Length)
        {
            Array.Resize(ref text, Math.Max(needed, text.Length * 2));
        }

        length += reader.CopyString(text.AsSpan(length));
    }

    /// <summary>Makes the reply a call of the tool named; false when no such tool is offered.</summary>
    public bool ChooseTool(string name)
    {
        foreach (var tool in Tools)
        {
            if (tool.Name == name)
            {
                (Form, ToolName, Schema) = (AskedForm.Tool, tool.Name, tool.Schema);
                return true;
            }
        }

        return false;
    }
}
