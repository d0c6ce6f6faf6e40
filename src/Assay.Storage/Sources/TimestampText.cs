using System.Globalization;
using System.Text.RegularExpressions;

namespace Assay.Storage.Sources;

/// <summary>A time as a database writes it: a date, perhaps a time of day with up to nine digits of a second, perhaps a zone. The text is kept as it is.</summary>
internal sealed partial record TimestampText
{
    private readonly string separator;
    private readonly string zone;
    private readonly int digits;
    private readonly DateTime local;

    private TimestampText(string text, DateTime local, string separator, int digits, string zone) =>
        (Text, this.local, this.separator, this.digits, this.zone) = (text, local, separator, digits, zone);

    public string Text { get; }

    /// <summary>In UTC, where the text names a zone.</summary>
    public long Microseconds => (local.Ticks - Offset(zone).Ticks) / TimeSpan.TicksPerMicrosecond;

    public static TimestampText? TryParse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        string clock = match.Groups["clock"].Value;
        string fraction = match.Groups["fraction"].Value;
        return DateTime.TryParseExact(
            $"{match.Groups["day"].Value} {(clock.Length == 0 ? "00:00:00" : clock)}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime whole)
            ? new TimestampText(text, whole.AddTicks(long.Parse(fraction.PadRight(7, '0')[..7], CultureInfo.InvariantCulture)), match.Groups["separator"].Value, fraction.Length, match.Groups["zone"].Value)
            : null;
    }

    /// <summary>An earlier time in the same form; rounded down, where the form has no place for it.</summary>
    public TimestampText Minus(TimeSpan span)
    {
        DateTime earlier = local.Ticks > span.Ticks ? local - span : DateTime.MinValue;
        string format = separator.Length == 0 ? "yyyy-MM-dd" : $"yyyy-MM-dd'{separator}'HH:mm:ss";
        string fraction = digits == 0 ? "" : "." + earlier.ToString("fffffff", CultureInfo.InvariantCulture).PadRight(9, '0')[..digits];
        return TryParse(earlier.ToString(format, CultureInfo.InvariantCulture) + fraction + zone)!;
    }

    private static TimeSpan Offset(string zone)
    {
        if (zone is "" or "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        string[] parts = [zone[1..3], zone.Length > 3 ? zone[^2..] : "0"];
        TimeSpan offset = new(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), 0);
        return zone[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(@"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})((?<separator>[T ])(?<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,9}))?(?<zone>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
