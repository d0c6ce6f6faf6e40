using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Assay.Collecting.Records;

/// <summary>Parses the JSON of one record; what cannot be parsed is told by line, column and cause.</summary>
internal static class JsonText
{
    public const int DeepestNesting = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestNesting };

    /// <summary>The returned element owns a copy of the bytes; every string in it can be read.</summary>
    public static JsonElement ParseOrThrow(ReadOnlySpan<byte> utf8, RecordPlace place)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw place.Error(
                $"not UTF-8: byte {FirstInvalidByte(utf8)} of the record starts no valid character.",
                "Save the file as UTF-8 (for instance: iconv -f WINDOWS-1252 -t UTF-8).");
        }

        try
        {
            return Parse(LoneSurrogates.Replaced(utf8) ?? utf8);
        }
        catch (JsonException error)
        {
            throw Explain(utf8, place, error);
        }
    }

    public static JsonElement Parse(ReadOnlySpan<byte> utf8) => JsonElement.Parse(utf8, Options);

    /// <param name="levels">How deep the text as a whole may go, where records stand inside something else.</param>
    public static InputException Explain(ReadOnlySpan<byte> utf8, RecordPlace place, JsonException error, int levels = DeepestNesting)
    {
        RecordPlace at = place with { Line = place.Line + (error.LineNumber ?? 0) };
        int offset = Offset(utf8, error);
        if (IsTooDeep(utf8, offset, levels))
        {
            return at.Error($"nested deeper than {DeepestNesting} levels.", "Flatten the record, or give the deep part as a string.");
        }

        int lineStart = utf8[..offset].LastIndexOf((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(utf8[lineStart..offset]) + 1;
        bool endsEarly = utf8[offset..].Trim(" \t\r\n"u8).IsEmpty;
        string cause = error.Message.Split(" Change the reader options.", 2)[0].Split(" LineNumber:", 2)[0];
        return at.Error(
            $"not valid JSON at column {column}: {cause}",
            endsEarly
                ? "The record ends too early: it is cut off or spans several lines; one JSON object per line is read (jq -c . writes it so)."
                : "Write each record as one JSON object (with names and strings in double quotes) on a line of its own.");
    }

    /// <summary>1-based, as editors count.</summary>
    private static long FirstInvalidByte(ReadOnlySpan<byte> utf8)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        return at + 1;
    }

    private static int Offset(ReadOnlySpan<byte> utf8, JsonException error)
    {
        int lineStart = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            lineStart += utf8[lineStart..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(lineStart + (error.BytePositionInLine ?? 0), utf8.Length);
    }

    // The parser reports depth only in the words of its message, so the brackets up to the error are counted again.
    private static bool IsTooDeep(ReadOnlySpan<byte> utf8, int offset, int levels)
    {
        Utf8JsonReader reader = new(utf8[..Math.Min(offset + 1, utf8.Length)], isFinalBlock: false, new JsonReaderState(new() { MaxDepth = int.MaxValue }));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= levels && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // The syntax is wrong before any depth is reached.
        }

        return false;
    }
}
