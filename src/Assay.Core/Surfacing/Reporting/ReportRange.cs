using System.Globalization;
using Assay.Scoring.Running;

namespace Assay.Surfacing.Reporting;

/// <summary>What of what was collected is reported on.</summary>
/// <param name="Length">How far back from <paramref name="Now"/>; null: all there is.</param>
public sealed record ReportRange(TimeSpan? Length, DateTimeOffset Now)
{
    /// <summary>Null: every judge.</summary>
    public string? Judge { get; init; }

    /// <summary>A declared field, or <c>release</c>, and its value; null: all.</summary>
    public (string Field, string Value)? Slice { get; init; }

    /// <summary>As it was asked for, such as <c>30d</c>; null: all there is.</summary>
    public string? Name { get; init; }

    /// <summary>The same hours or days that the dashboard's pages show.</summary>
    private Period Period => Length is { } length ? Period.Of(length, Now) : new Period(DateTimeOffset.UnixEpoch, Now, DateTimeOffset.UnixEpoch, Now);

    public DateTimeOffset From => Period.From;

    /// <summary>One slice cannot be split further.</summary>
    public bool IsSliced => Slice is not null;

    /// <summary>So many hours make one step.</summary>
    public int StepHours => Length is null ? 24 : Period.StepHours;

    public RollupQuery Query => new(Period.From, Period.To) { Judge = Judge, Slice = Slice };

    /// <summary>As long before.</summary>
    public RollupQuery Before => Query with { From = Period.Before, To = Period.From };

    /// <summary>Null where there is nothing before.</summary>
    public string? BeforeName => Name is null ? null : $"the {Words} before";

    public string Title => (Slice, Name) switch
    {
        (("release", var release), null) => $"Release {release}",
        (("release", var release), _) => $"Release {release}, the last {Words}",
        (var (name, value), null) => $"{name} {value}",
        (var (name, value), _) => $"{name} {value}, the last {Words}",
        (null, null) => "All responses",
        _ => $"The last {Words}",
    };

    public string Subtitle => Length is null
        ? string.Create(CultureInfo.InvariantCulture, $"until {Now.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : string.Create(CultureInfo.InvariantCulture, $"{From.UtcDateTime:yyyy-MM-dd HH:mm} to {Now.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    /// <summary>As people say it.</summary>
    private string Words => Name switch
    {
        [.. var n, 'd'] => n == "1" ? "day" : $"{n} days",
        [.. var n, 'h'] => n == "1" ? "hour" : $"{n} hours",
        _ => Name ?? "",
    };

    public OutcomeRange Outcomes(string judge, string version) => new(judge, version, Period.From, Period.To) { Slice = Slice };
}
