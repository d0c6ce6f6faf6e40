using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Assay.Collecting.Records;

/// <summary>
/// Reads a record several times faster than a JSON parser does: the long texts are cut out by searching for their
/// quotation marks, and only what remains, which is small, is parsed.
/// </summary>
/// <remarks>It may give up on anything, for the exact way stands behind it; what it does read must be read the same there.</remarks>
internal static class FastRecord
{
    public static Response? TryRead(ReadOnlySpan<byte> utf8, RecordPlace place)
    {
        if (!Utf8.IsValid(utf8))
        {
            return null;
        }

        byte[] remaining = ArrayPool<byte>.Shared.Rent(utf8.Length + 2);
        try
        {
            ResponseReader reader = new(place);
            int length = Split(LoneSurrogates.Replaced(utf8) ?? utf8, ref reader, remaining);
            if (length < 0)
            {
                return null;
            }

            if (length > "{}".Length)
            {
                reader.Take(JsonText.Parse(remaining.AsSpan(0, length)));
            }

            return reader.Assemble();
        }
        catch (Exception error) when (error is InputException or JsonException)
        {
            // Told with its exact column and fields by the exact way.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(remaining);
        }
    }

    /// <summary>Gives the long texts to the reader and copies the other fields as an object; its length, or -1 where this is no object.</summary>
    private static int Split(ReadOnlySpan<byte> json, ref ResponseReader reader, Span<byte> remaining)
    {
        JsonCursor cursor = new(json);
        int length = 0;
        bool isObject = cursor.TryTake('{');
        remaining[length++] = (byte)'{';
        bool more = isObject && cursor.Peek() != '}';
        while (more)
        {
            if (!cursor.TryTakeString(out ReadOnlySpan<byte> name, out bool hasEscapes) || !cursor.TryTake(':'))
            {
                return -1;
            }

            JsonCursor value = cursor;
            if (!hasEscapes && FieldDescription.TryName(name, out string known, out ResponseField field) && TryTakeText(ref value, ref reader, field, known))
            {
                cursor = value;
            }
            else if (cursor.TryTakeValue(out ReadOnlySpan<byte> text))
            {
                length += Copy(name, text, remaining[length..], isFirst: length == 1);
            }
            else
            {
                return -1;
            }

            more = cursor.TryTake(',');
        }

        remaining[length++] = (byte)'}';
        return isObject && cursor.TryTake('}') && cursor.Peek() == 0 && cursor.IsAtEnd ? length : -1;
    }

    private static bool TryTakeText(ref JsonCursor cursor, ref ResponseReader reader, ResponseField field, string name)
    {
        if (field == ResponseField.Context && cursor.Peek() == '[')
        {
            if (TryTakeTexts(ref cursor) is not { } texts)
            {
                return false;
            }

            reader.TakeContext(name, texts);
            return true;
        }

        return cursor.TryTakeString(out ReadOnlySpan<byte> inner, out bool hasEscapes)
            && IsText(field)
            && JsonString.TryDecode(inner, hasEscapes) is { } text
            && reader.TryTakeText(field, name, text);
    }

    private static List<string>? TryTakeTexts(ref JsonCursor cursor)
    {
        List<string> texts = [];
        bool more = cursor.TryTake('[') && cursor.Peek() != ']';
        while (more)
        {
            if (!cursor.TryTakeString(out ReadOnlySpan<byte> inner, out bool hasEscapes) || JsonString.TryDecode(inner, hasEscapes) is not { } text)
            {
                return null;
            }

            texts.Add(text);
            more = cursor.TryTake(',');
        }

        return cursor.TryTake(']') ? texts : null;
    }

    private static bool IsText(ResponseField field) =>
        field is ResponseField.Id or ResponseField.Input or ResponseField.Output or ResponseField.Reference or ResponseField.Context;

    private static int Copy(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> target, bool isFirst)
    {
        int length = 0;
        if (!isFirst)
        {
            target[length++] = (byte)',';
        }

        target[length++] = (byte)'"';
        name.CopyTo(target[length..]);
        length += name.Length;
        target[length++] = (byte)'"';
        target[length++] = (byte)':';
        value.CopyTo(target[length..]);
        return length + value.Length;
    }
}
