using System.Globalization;
using System.Net.Http.Headers;

namespace Assay.Providers.Errors;

/// <summary>How long a provider asks to wait: <c>retry-after-ms</c>, or <c>retry-after</c> in seconds or as an HTTP date.</summary>
public static class RetryAfter
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Clamped to [0, 1 h]; null where the headers are absent or cannot be read.</summary>
    public static TimeSpan? Read(string? milliseconds, string? secondsOrDate, DateTimeOffset now)
    {
        if (Number(milliseconds) is { } ms)
        {
            return Clamp(ms / 1000);
        }

        if (Number(secondsOrDate) is { } seconds)
        {
            return Clamp(seconds);
        }

        return RetryConditionHeaderValue.TryParse(secondsOrDate, out RetryConditionHeaderValue? value) && value.Date is { } date
            ? Clamp((date - now).TotalSeconds)
            : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out double number) && double.IsFinite(number)
            ? number
            : null;

    private static TimeSpan Clamp(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));
}
