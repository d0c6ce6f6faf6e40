using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>Reads responses from a <c>.json</c> file: one array of objects, or JSON Lines under another name.</summary>
public static class JsonFile
{
    /// <summary>An array is held in memory as a whole, so it may not be larger than this.</summary>
    public const int LargestArray = 64 * 1024 * 1024;

    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="file">What an error calls the stream.</param>
    /// <param name="before">How many records of the run came before this file.</param>
    /// <param name="isCase">Each is a case of a data set, which need not have an output.</param>
    /// <exception cref="InputException">A record that cannot be read, or an array that is too large.</exception>
    public static async IAsyncEnumerable<SourcedResponse> ReadAsync(
        Stream stream, string file, long before = 0, bool isCase = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (RecordReading record in ReadEachAsync(stream, file, before, isCase, cancellationToken))
        {
            yield return record.OrThrow();
        }
    }

    /// <summary>Reads on behind a record that cannot be read.</summary>
    /// <exception cref="InputException">The text is no JSON, or an array that is too large.</exception>
    internal static async IAsyncEnumerable<RecordReading> ReadEachAsync(
        Stream stream, string file, long before, bool isCase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await JsonArrayText.BeginsAsync(stream, cancellationToken))
        {
            await foreach (RecordReading record in JsonlFile.ReadEachAsync(stream, file, before, isCase, cancellationToken))
            {
                yield return record;
            }

            yield break;
        }

        byte[] text = await ReadWholeAsync(stream, file, cancellationToken);
        long position = before;
        long line = 1;
        int counted = 0;
        foreach (Range item in JsonArrayText.Items(text, file))
        {
            line += text.AsSpan(counted..item.Start.Value).Count((byte)'\n');
            counted = item.Start.Value;
            var record = RecordReading.Of(text.AsSpan(item), new RecordPlace(file, line) { IsCase = isCase }, position + 1);
            position += record.Response is null ? 0 : 1;
            yield return record;
        }
    }

    /// <summary>How many records <see cref="ReadAsync"/> will meet.</summary>
    internal static async Task<long> CountAsync(Stream stream, string file, CancellationToken cancellationToken) =>
        await JsonArrayText.BeginsAsync(stream, cancellationToken)
            ? JsonArrayText.Items(await ReadWholeAsync(stream, file, cancellationToken), file).Count
            : await LineCount.OfAsync(stream, cancellationToken);

    internal static async Task<byte[]> ReadWholeAsync(Stream stream, string file, CancellationToken cancellationToken)
    {
        if (stream.Length > LargestArray)
        {
            throw new RecordPlace(file, 1).Error(
                $"the file is one JSON array of more than {LargestArray / (1024 * 1024)} MiB.",
                "Write its items one per line into a .jsonl file (jq -c '.[]' does): such a file may have any size.");
        }

        byte[] text = new byte[stream.Length];
        await stream.ReadExactlyAsync(text, cancellationToken);
        return text.AsSpan().StartsWith("\uFEFF"u8) ? text[3..] : text;
    }
}
