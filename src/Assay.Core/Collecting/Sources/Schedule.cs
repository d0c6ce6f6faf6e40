using Cronos;

namespace Assay.Collecting.Sources;

/// <summary>When a source is looked at. Times are UTC.</summary>
public abstract record Schedule
{
    private Schedule()
    {
    }

    /// <summary>The first time after this one.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after);

    /// <summary>So long after the last look has ended.</summary>
    public sealed record Interval(TimeSpan Length) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after) => after + Length;
    }

    /// <summary>At the times of a cron expression: minute, hour, day of month, month, day of week, with a field of seconds before them where there are six.</summary>
    public sealed record Cron : Schedule
    {
        private readonly CronExpression times;

        private Cron(string expression, CronExpression times) => (Expression, this.times) = (expression, times);

        public string Expression { get; }

        /// <exception cref="FormatException">No cron expression, or one whose time never comes.</exception>
        public static Cron Parse(string expression)
        {
            bool hasSeconds = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 6;
            var parsed = CronExpression.Parse(expression, hasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return parsed.GetNextOccurrence(DateTime.UnixEpoch) is null
                ? throw new FormatException("such a time never comes")
                : new Cron(expression, parsed);
        }

        public override DateTimeOffset Next(DateTimeOffset after) =>
            times.GetNextOccurrence(after, TimeZoneInfo.Utc) ?? DateTimeOffset.MaxValue;

        public bool Equals(Cron? other) => other is not null && Expression == other.Expression;

        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Expression);
    }
}
