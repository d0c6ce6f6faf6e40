namespace Assay.Server.Dashboard.Figures;

/// <param name="Name">As the legend shows it.</param>
/// <param name="Link">Where the legend's entry leads.</param>
public sealed record ChartSeries(string Name, string? Link, IReadOnlyList<SeriesPoint> Points);

/// <summary>Something that happened at a time, drawn as a line across the chart.</summary>
/// <param name="Kind"><c>release</c> or <c>seam</c>: the judge's version changed.</param>
public sealed record ChartMarker(DateTimeOffset At, string Label, string Kind);
