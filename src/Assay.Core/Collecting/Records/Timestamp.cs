using System.Globalization;

namespace Assay.Collecting.Records;

/// <summary>Reads the time of a response, in UTC; a time that names no zone is taken as UTC, never as the machine's.</summary>
internal static class Timestamp
{
    // As seconds this is the year 5138, as milliseconds it is 1973: no real record is on the wrong side.
    private const decimal FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
    ];

    public static DateTimeOffset? TryRead(string text)
    {
        string trimmed = WithoutNanoseconds(text.Trim());
        if (decimal.TryParse(trimmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal unix))
        {
            return TryReadUnix(unix);
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(trimmed, Formats, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time) ? time : null;
    }

    public static DateTimeOffset? TryReadUnix(decimal number) => number switch
    {
        < 0 => null,
        < FirstMilliseconds => DateTimeOffset.UnixEpoch.AddTicks((long)(number * TimeSpan.TicksPerSecond)),
        < FirstMilliseconds * 1000 => DateTimeOffset.UnixEpoch.AddTicks((long)(number * TimeSpan.TicksPerMillisecond)),
        _ => null,
    };

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    // .NET keeps seven digits of a second; other platforms send nine.
    private static string WithoutNanoseconds(string text)
    {
        int point = text.LastIndexOf('.');
        int end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return point > 0 && end - point > 8 ? string.Concat(text.AsSpan(0, point + 8), text.AsSpan(end)) : text;
    }
}
