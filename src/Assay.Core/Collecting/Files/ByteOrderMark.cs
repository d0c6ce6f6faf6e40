using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>The first bytes of a text file, which tell its encoding.</summary>
internal static class ByteOrderMark
{
    public const int Longest = 3;

    /// <summary>How many bytes of a UTF-8 mark to skip.</summary>
    /// <exception cref="InputException">UTF-16, or not text but gzip.</exception>
    public static int Utf8LengthOrThrow(ReadOnlySpan<byte> beginning, string file) => beginning switch
    {
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => throw new RecordPlace(file, 1).Error(
            "the file is UTF-16, but must be UTF-8.", "Convert it: iconv -f UTF-16 -t UTF-8."),
        [0x1F, 0x8B, ..] => throw new RecordPlace(file, 1).Error(
            "the file is compressed with gzip.", "Name it with the ending .jsonl.gz, or unpack it first: gunzip -c."),
        _ => 0,
    };
}
