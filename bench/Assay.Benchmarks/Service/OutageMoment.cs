using System.Globalization;
using System.Text.Json;

namespace Assay.Benchmarks.Service;

/// <summary>What a service shows of itself at one moment.</summary>
/// <param name="OldestOwedSeconds">By <c>/v1/ledger</c>; 0 where nothing is owed.</param>
/// <param name="OldestInMetrics">By <c>/metrics</c>.</param>
/// <param name="Paused">Why its judge is paused, by <c>/v1/judges</c>; null while it works.</param>
/// <param name="Criteria">Of <c>/v1/quality</c>: every mean with its interval, as it is written.</param>
internal sealed record OutageMoment(long Accepted, long Scored, long Owed, double OldestOwedSeconds, double OldestInMetrics, string? Paused, string Criteria, long Attempts)
{
    public static async Task<OutageMoment> ReadAsync(ServiceUnderLoad service)
    {
        JsonElement total = (await service.GetAsync("/v1/ledger")).GetProperty("total");
        string metrics = await service.GetTextAsync("/metrics");
        JsonElement judge = (await service.GetAsync("/v1/judges")).GetProperty("judges")[0];
        string criteria = total.GetProperty("scored").GetInt64() == 0 ? "" : (await service.GetAsync("/v1/quality?range=1d")).GetProperty("criteria").GetRawText();
        return new OutageMoment(
            total.GetProperty("accepted").GetInt64(), total.GetProperty("scored").GetInt64(), total.GetProperty("owed").GetInt64(),
            total.TryGetProperty("oldest_owed_seconds", out JsonElement oldest) ? oldest.GetDouble() : 0, Sample(metrics, "assay_oldest_owed_seconds"),
            judge.TryGetProperty("reason", out JsonElement reason) ? $"{reason.GetString()}: {judge.GetProperty("error").GetString()}" : null,
            criteria, (long)Sample(metrics, "assay_provider_attempts_total"));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Accepted:N0} accepted, {Scored:N0} scored, {Owed:N0} owed, the oldest for {OldestOwedSeconds:N0} s ({OldestInMetrics:N0} s in /metrics); judge {(Paused is null ? "working" : $"paused ({Paused})")}");

    private static double Sample(string metrics, string family)
    {
        string line = metrics.Split('\n').First(l => l.StartsWith($"{family}{{", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
