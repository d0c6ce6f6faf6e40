namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>
/// How fast a budget of bad responses may be used up, and over what windows that is looked at (Google's SRE workbook, chapter 5):
/// the long window tells that it matters, the short one that it still goes on.
/// </summary>
internal sealed record BurnRate(IReadOnlyList<BurnRate.Pace> Paces)
{
    private static readonly BurnRate Page = new([
        new Pace(14.4, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)),
        new Pace(6, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30)),
    ]);

    private static readonly BurnRate Ticket = new([new Pace(1, TimeSpan.FromDays(3), TimeSpan.FromHours(6))]);

    public IReadOnlyList<AlertWindow> Windows => [.. Paces.SelectMany(p => new[] { AlertWindow.Of(p.Long), AlertWindow.Of(p.Short) }).Distinct()];

    public static BurnRate Of(AlertSeverity severity) => severity == AlertSeverity.Page ? Page : Ticket;

    /// <param name="Times">So many times as fast as the budget allows.</param>
    internal sealed record Pace(double Times, TimeSpan Long, TimeSpan Short)
    {
        /// <summary>The share of bad responses at which it is reached. A budget so large that no share could reach it is used up half-way to all.</summary>
        public double Share(double budget) => Math.Min(Times * budget, (1 + budget) / 2);
    }
}
