using System.CommandLine;
using Assay.Cli.Output;
using Assay.Configuring;
using Assay.Scoring.Rubrics;

namespace Assay.Cli.Commands;

/// <summary><c>assay judge lint FILE...</c>: checks rubrics and configurations, with line and column.</summary>
internal static class JudgeLintCommand
{
    private static readonly Argument<string[]> Files = new("files")
    {
        Description = "Rubric files or configurations (default: assay.yaml and the rubrics it names).", HelpName = "FILE...", Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        var command = new Command("lint", "Check rubrics and configurations.") { Files };
        FileNames.RefuseOptions(command, Files);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string[] files = parsed.GetValue(Files) is { Length: > 0 } named ? named : [Settings.DefaultFile];
        int errors = 0;
        int warnings = 0;
        foreach (string file in files)
        {
            if (!File.Exists(file))
            {
                throw new ConfigurationException($"{file} does not exist. Name a rubric file or an assay.yaml.");
            }

            // A rubric that several judges apply is read once for each.
            foreach (Diagnostic finding in Lint(file).Distinct().OrderBy(d => d.File, StringComparer.Ordinal).ThenBy(d => d.Line).ThenBy(d => d.Column))
            {
                Console.Out.WriteLine(TerminalText.Clean(finding.ToString()));
                errors += finding.Severity == Severity.Error ? 1 : 0;
                warnings += finding.Severity == Severity.Warning ? 1 : 0;
            }
        }

        Console.Out.WriteLine($"{files.Length} checked: {errors} errors, {warnings} warnings");
        return errors > 0 ? ExitCode.Usage : ExitCode.Ok;
    }

    private static IReadOnlyList<Diagnostic> Lint(string file)
    {
        string text = File.ReadAllText(file);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

        // A rubric has criteria at its top; everything else that has sections is a configuration.
        return YamlFile.Parse(file, text).Root is { } root && (root.Has("judges") || (root.Has("providers") && !root.Has("criteria")))
            ? AssayFileReader.Read(file, text, name => File.ReadAllText(Path.Combine(folder, name))).Diagnostics
            : RubricReader.Read(file, text, name => File.ReadAllText(Path.Combine(folder, name))).Diagnostics;
    }
}
