using System.Text;
using Assay.Cli.Output;
using Assay.Collecting.Records;
using Assay.Configuring;
using Assay.Gating;
using Assay.Server.Dashboard.Reports;

namespace Assay.Cli.Gating;

/// <summary>Where a gate's report goes: files, the terminal, and a build server's annotations and summary.</summary>
internal static class GateFiles
{
    private static readonly string[] Endings = [".html", ".md", ".json", ".xml", ".jsonl"];

    /// <exception cref="ConfigurationException">The ending is not known, or there is no such folder.</exception>
    public static void ThrowIfUnwritable(string file) => OutFile.ThrowIfUnwritable(file, Endings);

    public static async Task WriteAsync(GateReport report, GateSide candidate, IReadOnlyList<string> files, bool json)
    {
        string line = JsonLine.Write(members => GateJson.Write(members, report));
        foreach (string file in files)
        {
            byte[] bytes = Path.GetExtension(file).ToUpperInvariant() switch
            {
                ".HTML" => await HtmlReport.RenderAsync(report),
                ".MD" => Encoding.UTF8.GetBytes(GateMarkdown.Write(report)),
                ".XML" => GateJUnit.Write(report),
                ".JSONL" => [.. candidate.Outputs.SelectMany(o => (byte[])[.. ResponseJson.Write(o.Response), (byte)'\n'])],
                _ => Encoding.UTF8.GetBytes(line + "\n"),
            };
            await OutFile.WriteAsync(file, async stream => await stream.WriteAsync(bytes));
        }

        if (GitHubActions.SummaryFile is { } summary)
        {
            await GitHubActions.AppendSummaryAsync(summary, report);
        }

        if (GitHubActions.IsRunner)
        {
            WriteGuarded(report, json ? line : null);
        }
        else if (json)
        {
            Console.Out.WriteLine(line);
        }
        else
        {
            GateText.Write(Terminal.Out(), report);
        }
    }

    private static void WriteGuarded(GateReport report, string? json)
    {
        foreach (string annotation in GitHubActions.Annotations(report))
        {
            Console.Out.WriteLine(annotation);
        }

        if (json is not null)
        {
            Console.Out.WriteLine(GitHubActions.SafeJson(json));
            return;
        }

        var text = new StringWriter();
        GateText.Write(Terminal.To(text), report);
        Console.Out.Write(GitHubActions.Fenced(text.ToString()));
    }
}
