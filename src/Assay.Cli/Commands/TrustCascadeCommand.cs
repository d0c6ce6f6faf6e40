using System.CommandLine;
using System.Text;
using Assay.Calibrating.Certainty;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;
using Assay.Collecting.Files;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust cascade FILE...</c>: from which confidence on judges may decide, with a certificate.</summary>
internal static class TrustCascadeCommand
{
    private const double UsualTarget = 0.8;

    private static readonly Argument<string[]> Files = new("files") { Description = "Verdicts with confidence, and labels of people: item, rater, label a record; .jsonl, .json, .csv, .tsv; - for standard input.", HelpName = "FILE...", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Target = new("--target") { Description = "The share of decided items that must agree with people (default 0.8).", HelpName = "SHARE" };
    private static readonly Option<string> Delta = new("--delta") { Description = "How likely the certificate may be wrong (default 0.1).", HelpName = "SHARE" };
    private static readonly Option<string> Order = new("--order") { Description = "The judges, cheapest first, with , between them (default: by cost_usd, else as they come).", HelpName = "JUDGE,..." };

    private static readonly Option<string> Out = new("--out") { Description = "Write the certificate to a file (.json), for `certificate` of a cascade in the configuration.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("cascade", "Find the confidence from which judges may decide, with a certificate.") { Files, Target, Delta, Order, Out, Settings.ConfigOption, RunOptions.Json };
        FileNames.RefuseOptions(command, Files);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var goal = new CascadeGoal(TrustNumbers.Between(parsed, Target, 0, 1, UsualTarget), TrustNumbers.Between(parsed, Delta, 0, 1, CascadeGoal.UsualDelta));
        string[]? order = parsed.GetValue(Order)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? file = parsed.GetValue(Out);
        ConfiguredPanels? panels = file is null ? null : ConfiguredPanels.Read(parsed);
        if (file is not null)
        {
            OutFile.ThrowIfUnwritable(file, ".json");
        }

        CascadeInput input = await CascadeReader.ReadAsync(InputFiles.Find(parsed.GetValue(Files)!), order, cancellationToken);
        CascadeReport report = CascadeReading.Read(input.Gold, input.Judges, goal);
        report = report with { Warnings = [.. report.Warnings, .. input.Notes] };
        if (report.Certificate is { } found && panels is not null)
        {
            var certificate = CertificateFile.Of(goal, found, panels.VersionsOfStages(report.Judges));
            await OutFile.WriteAsync(file!, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(JsonLine.Write(certificate.Write) + "\n"), cancellationToken).AsTask());
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => CascadeJson.Write(json, report)));
        }
        else
        {
            CascadeText.Write(Terminal.Out(), report);
        }

        string[] notes = [.. report.Refusal is { } refusal ? (string[])[$"not certified: {refusal}."] : [], .. report.Warnings];
        foreach (string note in notes)
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(note)}");
        }

        return report.Certificate is null ? ExitCode.Inconclusive : ExitCode.Ok;
    }
}
