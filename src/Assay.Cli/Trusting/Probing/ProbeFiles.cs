using System.Text;
using Assay.Calibrating.Probing;
using Assay.Cli.Output;
using Assay.Server.Dashboard.Reports;

namespace Assay.Cli.Trusting.Probing;

/// <summary>Where a probe's report goes: files and the terminal.</summary>
internal static class ProbeFiles
{
    private static readonly string[] Endings = [".html", ".json"];

    /// <exception cref="Configuring.ConfigurationException">The ending is not known, or there is no such folder.</exception>
    public static void ThrowIfUnwritable(string file) => OutFile.ThrowIfUnwritable(file, Endings);

    public static async Task WriteAsync(ProbeResult result, int exitCode, IReadOnlyList<string> files, bool json)
    {
        string line = JsonLine.Write(members =>
        {
            ProbeJson.Write(members, result.Report);
            members.WriteNumber("calls", result.Calls);
            members.WriteNumber("cached", result.Cached);
            members.WriteNumber("cost_usd", result.CostUsd);
            members.WriteNumber("seconds", Math.Round(result.Seconds, 3));
            members.WriteString("made_at", result.MadeAt);
            members.WriteNumber("exit_code", exitCode);
        });
        foreach (string file in files)
        {
            byte[] bytes = file.EndsWith(".html", StringComparison.OrdinalIgnoreCase)
                ? await HtmlReport.RenderAsync(result.Report, result.Calls, result.CostUsd, result.MadeAt)
                : Encoding.UTF8.GetBytes(line + "\n");
            await OutFile.WriteAsync(file, async stream => await stream.WriteAsync(bytes));
        }

        if (json)
        {
            Console.Out.WriteLine(line);
        }
        else
        {
            ProbeText.Write(Terminal.Out(), result);
        }
    }
}
