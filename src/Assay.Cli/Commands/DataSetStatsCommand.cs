using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Gating.Data;

namespace Assay.Cli.Commands;

/// <summary><c>assay dataset stats FILE</c>: what is in a data set, and how small a fall a gate over it could see.</summary>
internal static class DataSetStatsCommand
{
    private const int ShownValues = 6;

    private static readonly Argument<string> File = new("file") { Description = "A data set: .jsonl, .json, .csv, .tsv, .yaml.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("stats", "What is in a data set, and how small a fall a gate over it could see.") { File, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var stats = DataSetStats.Of(await DataSetFile.ReadAsync(parsed.GetValue(File)!, cancellationToken));
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(stats));
            return ExitCode.Ok;
        }

        Write(string.Create(CultureInfo.InvariantCulture, $"{stats.Cases:N0} cases, {stats.Independent:N0} of them independent of each other; content {stats.Hash}"));
        Write(string.Create(CultureInfo.InvariantCulture, $"{stats.WithReference:N0} with a reference, {stats.WithContext:N0} with context, {stats.InConversation:N0} within a conversation, {stats.MustPass:N0} must pass"));
        Write(string.Create(CultureInfo.InvariantCulture, $"questions of {stats.InputLength.Median:N0} characters in the middle, {stats.InputLength.Longest:N0} at most"));
        foreach ((string field, IReadOnlyList<(string Value, int Count)> values) in stats.Tags)
        {
            Write($"{field}: {string.Join(", ", values.Take(ShownValues).Select(v => FormattableString.Invariant($"{TerminalText.Excerpt(v.Value, 40)} {v.Count}")))}{(values.Count > ShownValues ? $" and {values.Count - ShownValues} more" : "")}");
        }

        Write("a gate over them can see, four times in five, on 1-5:");
        foreach ((double spread, double seen) in stats.Sight)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"  a fall of {seen:0.00} where the differences between two versions spread by {spread:0.0} points"));
        }

        return ExitCode.Ok;
    }

    private static void Write(string line) => Console.Out.WriteLine(TerminalText.Clean(line));

    private static string Json(DataSetStats stats) => JsonLine.Write(json =>
    {
        json.WriteNumber("cases", stats.Cases);
        json.WriteNumber("independent", stats.Independent);
        json.WriteString("hash", stats.Hash);
        json.WriteNumber("with_reference", stats.WithReference);
        json.WriteNumber("with_context", stats.WithContext);
        json.WriteNumber("in_conversation", stats.InConversation);
        json.WriteNumber("must_pass", stats.MustPass);
        json.WriteStartObject("tags");
        foreach ((string field, IReadOnlyList<(string Value, int Count)> values) in stats.Tags)
        {
            json.WriteStartObject(field);
            foreach ((string value, int count) in values)
            {
                json.WriteNumber(value, count);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("sight");
        foreach ((double spread, double seen) in stats.Sight)
        {
            json.WriteStartObject();
            json.WriteNumber("spread", spread);
            json.WriteNumber("minimum_detectable_effect", seen);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
