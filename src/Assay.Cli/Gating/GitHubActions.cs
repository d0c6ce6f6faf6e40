using System.Globalization;
using System.Text;
using Assay.Gating;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Cli.Gating;

/// <summary>
/// What GitHub Actions is told: annotations, and the summary of the step. Whatever others wrote is fenced off, for a line that begins
/// with two colons is a command to the runner.
/// </summary>
internal static class GitHubActions
{
    /// <summary>Of a larger summary nothing at all is kept.</summary>
    private const int LargestSummary = 1 << 20;

    /// <summary>The runner shows ten of a kind.</summary>
    private const int MostAnnotations = 10;

    public static bool IsRunner => Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true";

    /// <summary>Where the step's summary goes; null: there is none.</summary>
    public static string? SummaryFile => Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } file ? file : null;

    /// <summary>One line for the outcome, and the cases that fell furthest.</summary>
    public static IEnumerable<string> Annotations(GateReport report)
    {
        GateResult result = report.Result;
        string kind = result.Outcome == GateOutcome.Pass ? "notice" : report.ExitCode == ExitCode.Ok ? "warning" : "error";
        yield return Annotation(kind, $"assay gate: {result.Outcome.ToSnakeCase()}", string.Join(' ', result.Reasons));
        if (result.Outcome == GateOutcome.Pass)
        {
            yield break;
        }

        foreach (Flip flip in result.Flips.Where(f => f.Difference < 0).Take(MostAnnotations))
        {
            GateScale scale = result.Criteria[0].Scale;
            yield return Annotation("warning", $"assay gate: {flip.Id} {(scale.IsWinRate ? "lost" : "turned worse")}", scale.IsWinRate ? "the output before is preferred in both orders" : $"{scale.Text(flip.Before)} before, {scale.Text(flip.Now)} now");
        }
    }

    /// <summary>Text in which nothing is a command, whatever it says.</summary>
    public static string Fenced(string text)
    {
        string token = Guid.NewGuid().ToString("n");
        return $"::stop-commands::{token}\n{text.TrimEnd('\n')}\n::{token}::\n";
    }

    /// <summary>Some runners also look for commands within a line; in JSON the number sign may be written otherwise.</summary>
    public static string SafeJson(string json) => json.Replace("##[", "#\\u0023[", StringComparison.Ordinal);

    /// <summary>Adds to what earlier commands of the step wrote; where it would not fit, only the outcome and why.</summary>
    public static async Task AppendSummaryAsync(string file, GateReport report)
    {
        long there = File.Exists(file) ? new FileInfo(file).Length : 0;
        string markdown = GateMarkdown.Write(report) + "\n";
        if (there + Encoding.UTF8.GetByteCount(markdown) > LargestSummary)
        {
            markdown = string.Create(CultureInfo.InvariantCulture, $"## Gate: {report.Result.Outcome.ToSnakeCase()}\n\n{string.Join("\n\n", report.Result.Reasons.Select(Output.MarkdownText.Plain))}\n");
        }

        if (there + Encoding.UTF8.GetByteCount(markdown) <= LargestSummary)
        {
            await File.AppendAllTextAsync(file, markdown);
        }
    }

    private static string Annotation(string kind, string title, string message) => $"::{kind} title={Property(title)}::{Data(HarmlessText.Line(message, 900))}";

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(HarmlessText.Line(text, 120)).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
