using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>Reads responses from JSON Lines: one JSON object per line, blank lines skipped.</summary>
public static class JsonlFile
{
    /// <param name="file">What an error calls the stream; a name that ends in <c>.gz</c> is read through gzip.</param>
    /// <param name="before">How many records of the run came before this file.</param>
    /// <param name="isCase">Each is a case of a data set, which need not have an output.</param>
    /// <exception cref="InputException">A line that cannot be read; what came before it was given out.</exception>
    public static async IAsyncEnumerable<SourcedResponse> ReadAsync(
        Stream stream, string file, long before = 0, bool isCase = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long position = before;
        await using Stream? unpacked = WholeGzipStream.IsNamed(file) ? new WholeGzipStream(stream) : null;
        using LineReader lines = new(unpacked ?? stream, file);
        do
        {
            while (lines.TryTake(out ReadOnlyMemory<byte> line))
            {
                ReadOnlyMemory<byte> json = line.Trim(" \t\r"u8);
                if (!json.IsEmpty)
                {
                    Response response = Read(json.Span, new RecordPlace(file, lines.Line) { IsCase = isCase }, isFirst: position == before);
                    yield return new SourcedResponse(response, file, lines.Line, ++position);
                }
            }
        }
        while (await lines.FillAsync(cancellationToken));
    }

    /// <summary>Reads on behind a line that cannot be read.</summary>
    /// <exception cref="InputException">Nothing after this line can be read.</exception>
    internal static async IAsyncEnumerable<RecordReading> ReadEachAsync(
        Stream stream, string file, long before, bool isCase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = before;
        await using Stream? unpacked = WholeGzipStream.IsNamed(file) ? new WholeGzipStream(stream) : null;
        using LineReader lines = new(unpacked ?? stream, file);
        do
        {
            while (lines.TryTake(out ReadOnlyMemory<byte> line))
            {
                ReadOnlyMemory<byte> json = line.Trim(" \t\r"u8);
                if (!json.IsEmpty)
                {
                    var record = RecordReading.Of(json.Span, new RecordPlace(file, lines.Line) { IsCase = isCase }, position + 1);
                    position += record.Response is null ? 0 : 1;
                    yield return record;
                }
            }
        }
        while (await lines.FillAsync(cancellationToken));
    }

    private static Response Read(ReadOnlySpan<byte> json, RecordPlace place, bool isFirst)
    {
        try
        {
            return ResponseJson.Read(json, place);
        }
        catch (InputException) when (isFirst && json[0] == '[' && !IsWhole(json))
        {
            throw place.Error(
                "this looks like one JSON array; JSON Lines has one object per line.",
                "Write the items one per line (jq -c '.[]' does), or name the file with the ending .json.");
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
