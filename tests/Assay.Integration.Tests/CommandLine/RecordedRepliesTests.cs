using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Replies of real judges, recorded by others, are read as their own tools read them.</summary>
public sealed class RecordedRepliesTests
{
    [Theory]
    [MemberData(nameof(RecordedJudges.Files), MemberType = typeof(RecordedJudges))]
    public void Every_llmbar_reply_names_the_winner_that_was_recorded(string file)
    {
        JsonElement patterns = JsonElement.Parse(File.ReadAllText(Checkout.Recorded("llmbar/expected.json"))).GetProperty(file).GetProperty("parsing");
        string pattern = file.EndsWith(".swap", StringComparison.Ordinal) ? RecordedJudges.EitherKind : OnePattern(patterns);
        ReplyPattern reader = ReplyPattern.Parse(pattern, Labels(("a", 1), ("b", 2)));
        var mismatches = new List<string>();
        int read = 0;

        foreach (JsonElement reply in Lines($"llmbar/recorded/{file}.jsonl"))
        {
            string? expected = reply.GetProperty("winner").GetString();
            string? found = reader.Read(reply.GetProperty("completion").GetString()!) is ReplyReading.Read { Scores: [var grade] }
                ? reply.GetProperty("order").GetString() == "swapped" ? $"{3 - grade.Value}" : $"{grade.Value}"
                : null;
            read++;
            if (found != expected)
            {
                mismatches.Add($"{reply.GetProperty("id")} {reply.GetProperty("order")}: {found ?? "unreadable"}, not {expected ?? "unreadable"}");
            }
        }

        Assert.Equal(file.StartsWith("natural", StringComparison.Ordinal) ? 200 : 268, read);
        Assert.Empty(mismatches);
    }

    [Fact]
    public void Pandalm_verdicts_are_counted_by_label_and_garbage_is_none()
    {
        Scale chatGpt = Labels(("1", 1), ("2", 2), ("Tie", 0)).Scale;
        Scale pandaLm = Labels(("0", 0), ("1", 1), ("2", 2)).Scale;

        Assert.Equal(["1: 460", "2: 476", "Tie: 38", "none: 25"], Counts("gpt-3.5-turbo", chatGpt));
        Assert.Equal(["0: 107", "1: 433", "2: 459"], Counts("pandalm-7b", pandaLm));
    }

    private static string[] Counts(string rater, Scale scale) =>
    [
        .. Lines("pandalm/judge_verdicts.jsonl")
            .Where(v => v.GetProperty("rater").GetString() == rater)
            .GroupBy(v => Grades.Read(scale, v.GetProperty("label").GetString()!) is GradeReading.Read grade ? grade.Label! : "none")
            .OrderBy(g => g.Key == "none")
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key}: {g.Count()}"),
    ];

    /// <summary>The file's own pair of patterns, one per winner, as one with the winner in a group.</summary>
    private static string OnePattern(JsonElement patterns)
    {
        string first = patterns.GetProperty("1").GetString()!;
        Assert.Equal(first.Replace(@"\(a\)", @"\(b\)", StringComparison.Ordinal), patterns.GetProperty("2").GetString());
        return $"/{first.Replace(@"\(a\)", @"\((a|b)\)", StringComparison.Ordinal)}/";
    }

    private static Criterion Labels(params (string Name, double Value)[] labels) => new()
    {
        Name = "winner", Question = "Which is better?", Scale = new Scale.Labels([.. labels.Select(l => new ScaleLabel(l.Name, l.Value))]),
    };

    private static IEnumerable<JsonElement> Lines(string file) => File.ReadLines(Checkout.Recorded(file)).Select(line => JsonElement.Parse(line));
}
