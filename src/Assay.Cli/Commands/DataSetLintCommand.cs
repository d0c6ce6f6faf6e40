using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Gating.Data;
using Assay.Scoring.Judging;

namespace Assay.Cli.Commands;

/// <summary><c>assay dataset lint FILE...</c>: what makes a data set worth less than it seems.</summary>
internal static class DataSetLintCommand
{
    private static readonly Argument<string[]> Files = new("files") { Description = "Data sets: .jsonl, .json, .csv, .tsv, .yaml.", HelpName = "FILE...", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var command = new Command("lint", "Check data sets: ids, repeated questions, what is empty.") { Files, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var findings = new List<DataSetFinding>();
        int cases = 0;
        foreach (string file in parsed.GetValue(Files)!)
        {
            try
            {
                DataSet data = await DataSetFile.ReadAsync(file, cancellationToken);
                cases += data.Cases.Count;
                findings.AddRange(DataSetLint.Check(data).Select(f => f.Place == DataSetLint.Whole ? f with { Place = file } : f));
            }
            catch (InputException error)
            {
                findings.Add(new DataSetFinding(error.Place, Severity.Error, $"{error.Problem} {error.Remedy}"));
            }
        }

        int errors = findings.Count(f => f.Severity == Severity.Error);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(findings, cases, errors));
        }
        else
        {
            foreach (DataSetFinding finding in findings)
            {
                Console.Out.WriteLine($"{TerminalText.Clean(finding.Place)}: {finding.Severity.ToSnakeCase()}: {TerminalText.Clean(finding.Message)}");
            }

            Console.Out.WriteLine(FormattableString.Invariant($"{cases:N0} cases: {errors} errors, {findings.Count - errors} warnings"));
        }

        return errors == 0 ? ExitCode.Ok : ExitCode.Usage;
    }

    private static string Json(List<DataSetFinding> findings, int cases, int errors) => JsonLine.Write(json =>
    {
        json.WriteNumber("cases", cases);
        json.WriteNumber("errors", errors);
        json.WriteNumber("warnings", findings.Count - errors);
        json.WriteStartArray("findings");
        foreach (DataSetFinding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("place", finding.Place);
            json.WriteString("severity", finding.Severity.ToSnakeCase());
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
