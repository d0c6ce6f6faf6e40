using System.Buffers;
using System.Globalization;

namespace Assay.Providers.Errors;

/// <summary>When a rate limit is full again: a duration such as <c>6m0s</c>, <c>12ms</c>, <c>7.66</c> (seconds), or an RFC 3339 moment.</summary>
internal static class ResetTime
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static TimeSpan? Read(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        text = text.Trim();
        if (Duration(text) is { } duration)
        {
            return duration;
        }

        return text.Length >= 20 && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? Clamp((moment - now).TotalSeconds)
            : null;
    }

    private static TimeSpan? Duration(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        double seconds = 0;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExcept(Digits);
            ReadOnlySpan<char> number = digits < 0 ? text : text[..digits];
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return null;
            }

            text = text[number.Length..];
            int letters = text.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = letters < 0 ? text : text[..letters];
            if (SecondsIn(unit) is not { } factor)
            {
                return null;
            }

            seconds += value * factor;
            text = text[unit.Length..];
        }

        return Clamp(seconds);
    }

    private static double? SecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "" or "s" => 1,
        "ms" => 1e-3,
        "us" or "µs" or "μs" => 1e-6,
        "ns" => 1e-9,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => null,
    };

    private static TimeSpan Clamp(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));
}
