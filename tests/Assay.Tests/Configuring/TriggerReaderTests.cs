using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed partial class TriggerReaderTests
{
    [Fact]
    public void A_judge_says_when_it_judges()
    {
        Judge judge = Assert.Single(Read("""trigger: {buffer: 500, interval: 10m, schedule: "0 3 * * *"}""", "conversations: {idle: 90s}").Judges);
        JudgeTrigger trigger = judge.Terms.Trigger!;

        Assert.Equal(500, trigger.Buffer);
        Assert.Equal([new Schedule.Interval(TimeSpan.FromMinutes(10)), Schedule.Cron.Parse("0 3 * * *")], trigger.Times);
        Assert.Equal(TimeSpan.FromSeconds(90), judge.Terms.ConversationIdle);
        Assert.Equal(Assert.Single(Read().Judges).Version, judge.Version);
    }

    [Fact]
    public void Left_out_it_judges_at_once()
    {
        JudgeTerms terms = Assert.Single(Read().Judges).Terms;

        Assert.Equal((null, null), (terms.Trigger, terms.ConversationIdle));
    }

    [Theory]
    [InlineData("trigger: {}", "`judges.desk.trigger` says nothing.")]
    [InlineData("trigger: {bufer: 5}", "unknown key `judges.desk.trigger.bufer`. Did you mean `buffer`?")]
    [InlineData("trigger: {buffer: 0}", "`judges.desk.trigger.buffer` is 0, but must be from 1 to 1000000.")]
    [InlineData("trigger: {interval: 0s}", "`judges.desk.trigger.interval` must be from 1s to 31d.")]
    [InlineData("trigger: {schedule: nightly}", "`judges.desk.trigger.schedule` is no cron expression")]
    [InlineData("trigger: 10m", "`judges.desk.trigger` must be a mapping")]
    [InlineData("conversations: {}", "`judges.desk.conversations.idle` is missing.")]
    [InlineData("conversations: {idle: 32d}", "`judges.desk.conversations.idle` must be from 1s to 31d.")]
    [InlineData("conversations: {idle: soon}", "`judges.desk.conversations.idle` must be a length of time")]
    public void What_cannot_be_is_said_with_its_place(string line, string message)
    {
        Diagnostic error = Assert.Single(Read(line).Diagnostics, d => d.Message.StartsWith(message, StringComparison.Ordinal));

        Assert.Equal((Severity.Error, 5), (error.Severity, error.Line));
    }

    [Theory]
    [InlineData("trigger")]
    [InlineData("conversations")]
    public void The_schema_names_the_keys_that_are_read(string section)
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty("judge").GetProperty("properties");

        Assert.Equal(
            Known(Read($"{section}: {{zzzzzzzzzzzz: 1}}")), schema.GetProperty(section).GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Known(Read("zzzzzzzzzzzz: 1")), schema.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static string[] Known(AssayFile file) =>
        KnownKeys().Match(Assert.Single(file.Diagnostics, d => d.Message.Contains("zzzzzzzzzzzz", StringComparison.Ordinal)).Message).Groups["keys"].Value.Split(", ");

    private static AssayFile Read(params string[] lines) => AssayFileReader.Read(
        "assay.yaml", $"judges:\n  desk:\n    model: openai:m\n    rubric: desk.yaml\n{string.Concat(lines.Select(l => $"    {l}\n"))}", _ => "criteria: {tone: {question: Q?, scale: 0-1}}");

    [GeneratedRegex(@"Known here: (?<keys>.+)\.$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KnownKeys();
}
