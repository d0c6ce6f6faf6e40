using System.Text.Json;
using System.Text.Unicode;
using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>The text of one JSON array, cut into the texts of its items.</summary>
internal static class JsonArrayText
{
    private const int LongestBeginning = 4096;
    private const int Deepest = JsonText.DeepestNesting + 1;

    /// <summary>Whether the first character of the stream opens an array; the stream is left where it was.</summary>
    public static async Task<bool> BeginsAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] beginning = new byte[LongestBeginning];
        int read = await stream.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Seek(-read, SeekOrigin.Current);
        return beginning.AsSpan(0, read).TrimStart("\uFEFF \t\r\n"u8) is [(byte)'[', ..];
    }

    public static List<Range> Items(ReadOnlySpan<byte> text, string file)
    {
        RecordPlace place = new(file, 1);
        List<Range> items = [];
        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = Deepest });
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(start..(int)reader.BytesConsumed);
            }

            // What stands behind the array is an error too.
            reader.Read();
            return items;
        }
        catch (JsonException error)
        {
            throw JsonText.Explain(text, place, error, Deepest);
        }
    }
}
