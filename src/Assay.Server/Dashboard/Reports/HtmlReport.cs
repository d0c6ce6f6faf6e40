using System.Security.Cryptography;
using System.Text;
using Assay.Calibrating.Probing;
using Assay.Gating;
using Assay.Surfacing.Reporting;

namespace Assay.Server.Dashboard.Reports;

/// <summary>
/// A report as one HTML file that needs nothing else: the figures of the dashboard with their styles, without a script. Its policy
/// forbids whatever a text in it would want to load or run.
/// </summary>
public static class HtmlReport
{
    /// <summary>As it stands in the file, for the policy names it by its hash.</summary>
    internal static string Style { get; } = Asset.Text("assay.css").ReplaceLineEndings("\n") + Asset.Text("report.css").ReplaceLineEndings("\n");

    internal static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'";

    /// <returns>UTF-8.</returns>
    public static async Task<byte[]> RenderAsync(Report report) => Encoding.UTF8.GetBytes(await PageAnswer.RenderAsync<ReportPage>(new { Report = report }));

    /// <returns>UTF-8.</returns>
    public static async Task<byte[]> RenderAsync(GateReport report) => Encoding.UTF8.GetBytes(await PageAnswer.RenderAsync<GatePage>(new { Report = report }));

    /// <returns>UTF-8.</returns>
    public static async Task<byte[]> RenderAsync(ProbeReport report, long calls, decimal costUsd, DateTimeOffset madeAt) =>
        Encoding.UTF8.GetBytes(await PageAnswer.RenderAsync<ProbePage>(new { Report = report, Calls = calls, CostUsd = costUsd, MadeAt = madeAt }));
}
