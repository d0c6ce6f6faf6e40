using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Reads a response from one JSON object and writes it as canonical JSON, the form in which it is stored.</summary>
public static class ResponseJson
{
    /// <param name="file">What an error calls the source: a file name, or words such as <c>request body</c>.</param>
    /// <exception cref="InputException">Not JSON, not an object, or a field that is missing, doubled or of the wrong type.</exception>
    public static Response Read(ReadOnlyMemory<byte> utf8, string file, long line) => Read(utf8.Span, new RecordPlace(file, line));

    /// <summary>Reads a copy: the response outlives the document that the element belongs to.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string, long)"/>
    public static Response Read(JsonElement element, string file, long line) =>
        Read(JsonMarshal.GetRawUtf8Value(element), new RecordPlace(file, line));

    /// <summary>UTF-8; equal responses give equal bytes, and reading them gives an equal response.</summary>
    public static byte[] Write(Response response)
    {
        ArrayBufferWriter<byte> target = new(1024);
        Write(response, target);
        return target.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Write(Response)"/>
    public static void Write(Response response, IBufferWriter<byte> target) => new CanonicalJson(target).Write(response, withId: true);

    /// <summary>Writes the same bytes, and hashes the content on the way: <see cref="ContentHash.Of"/> without writing it twice.</summary>
    /// <param name="target">Empty.</param>
    public static ContentHash WriteHashed(Response response, ArrayBufferWriter<byte> target)
    {
        // The content stands whole behind the id while it is hashed; then its brace becomes the comma between the two.
        CanonicalJson json = new(target);
        json.WriteId(response);
        int start = target.WrittenCount;
        json.Write(response, withId: false);
        Span<byte> content = MemoryMarshal.AsMemory(target.WrittenMemory).Span[start..];
        var hash = ContentHash.OfContent(content);
        content[0] = (byte)',';
        return hash;
    }

    internal static Response Read(ReadOnlySpan<byte> utf8, RecordPlace place) => FastRecord.TryRead(utf8, place) ?? ReadExactly(utf8, place);

    /// <summary>Reads by parsing the whole record first: slower, and every error is told.</summary>
    internal static Response ReadExactly(ReadOnlySpan<byte> utf8, RecordPlace place)
    {
        JsonElement record = JsonText.ParseOrThrow(utf8, place);
        if (record.ValueKind != JsonValueKind.Object)
        {
            throw place.Error(
                $"the record is {JsonKind.Of(record)}, but must be an object.",
                record.ValueKind == JsonValueKind.Array
                    ? "Write the items of the list one per line (jq -c '.[]' does)."
                    : "Write each record as one JSON object such as {\"input\": \"...\", \"output\": \"...\"}.");
        }

        ResponseReader reader = new(place);
        reader.Take(record);
        return reader.Assemble();
    }
}
