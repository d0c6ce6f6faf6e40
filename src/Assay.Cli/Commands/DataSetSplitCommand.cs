using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Configuring;
using Assay.Gating.Data;

namespace Assay.Cli.Commands;

/// <summary><c>assay dataset split FILE</c>: one part to work with and one to test with, the same for the same case whatever is added.</summary>
internal static class DataSetSplitCommand
{
    private static readonly Argument<string> File = new("file") { Description = "A data set: .jsonl, .json, .csv, .tsv, .yaml.", HelpName = "FILE" };
    private static readonly Option<string> Share = new("--share") { Description = "Of the part that goes to --out, above 0 and below 1 (default 0.5).", HelpName = "SHARE" };
    private static readonly Option<string> Out = new("--out") { Description = "Where the part goes: .jsonl.", HelpName = "FILE", Required = true };
    private static readonly Option<string> Rest = new("--rest") { Description = "Where the others go: .jsonl.", HelpName = "FILE", Required = true };
    private static readonly Option<string> Cluster = new("--cluster") { Description = "Cases with the same value of this metadata field stay together.", HelpName = "FIELD" };
    private static readonly Option<string> Seed = new("--seed") { Description = "Another word parts otherwise.", HelpName = "WORD" };

    public static Command Create()
    {
        var command = new Command("split", "Part a data set in two; a case stays on its side whatever is added later.") { File, Share, Out, Rest, Cluster, Seed, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string part, string rest) = (parsed.GetValue(Out)!, parsed.GetValue(Rest)!);
        if (Path.GetFullPath(part) == Path.GetFullPath(rest))
        {
            throw new ConfigurationException("--out and --rest name the same file. Name two.");
        }

        OutFile.ThrowIfUnwritable(part, ".jsonl");
        OutFile.ThrowIfUnwritable(rest, ".jsonl");
        double share = new Settings(parsed, AssayFile.Empty, Directory.GetCurrentDirectory()).Number(Share, 0.000_001, 0.999_999) ?? 0.5;
        DataSet data = await DataSetFile.ReadAsync(parsed.GetValue(File)!, cancellationToken);
        (IReadOnlyList<SourcedResponse> first, IReadOnlyList<SourcedResponse> others) = DataSetSplit.Of(data, share, parsed.GetValue(Seed) ?? "", parsed.GetValue(Cluster));
        await WriteAsync(part, first);
        await WriteAsync(rest, others);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteNumber("out", first.Count);
                json.WriteNumber("rest", others.Count);
                json.WriteString("hash", data.Hash);
            }));
        }
        else
        {
            Console.Out.WriteLine(FormattableString.Invariant($"{first.Count:N0} cases in {part}, {others.Count:N0} in {rest}"));
        }

        return ExitCode.Ok;
    }

    private static Task WriteAsync(string file, IReadOnlyList<SourcedResponse> cases) => OutFile.WriteAsync(file, async stream =>
    {
        foreach (SourcedResponse one in cases)
        {
            await stream.WriteAsync(ResponseJson.Write(one.Response));
            stream.WriteByte((byte)'\n');
        }
    });
}
