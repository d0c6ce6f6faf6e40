using System.Globalization;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay trust correct</c>, <c>jury</c> and <c>cascade</c> on files.</summary>
public sealed class TrustVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_judge_that_is_too_strict_is_corrected_by_labels_beside_its_scores_or_in_a_file()
    {
        Random random = new(4);
        (double People, double Judge, string Kind)[] items = [.. Enumerable.Range(0, 2_000).Select(i => (Low: i % 2 == 0, Noise: random.NextDouble()))
            .Select(i => (People: (i.Low ? 2 : 4) + Math.Round(i.Noise * 2) - 1, i.Low)).Select(i => (i.People, Math.Clamp(i.People - random.Next(0, 2), 1, 5), i.Low ? "hard" : "easy"))];
        double truth = items.Average(i => i.People);
        _folder.Write("one.jsonl", string.Join('\n', items.Select((x, i) => i < 200
            ? $$"""{"item":"i{{i}}","score":{{Text(x.Judge)}},"label":{{Text(x.People)}},"kind":"{{x.Kind}}"}"""
            : $$"""{"item":"i{{i}}","score":{{Text(x.Judge)}},"kind":"{{x.Kind}}"}""")));
        _folder.Write("judged.csv", "id,overall,kind\n" + string.Join('\n', items.Select((x, i) => $"i{i},{Text(x.Judge)},{x.Kind}")));
        _folder.Write("labels.csv", "id,rater,label\n" + string.Join('\n', items.Take(200).Select((x, i) => $"i{i},ann,{Text(x.People)}")));

        AssayProcess.Finished one = await RunAsync("correct", "one.jsonl", "--stratum", "kind", "--scale", "1-5");
        AssayProcess.Finished two = await RunAsync("correct", "judged.csv", "--labels", "labels.csv", "--stratum", "kind", "--scale", "1-5");
        AssayProcess.Finished text = await AssayProcess.RunAsync(_folder.Path, null, "trust", "correct", "one.jsonl", "--stratum", "kind");

        Assert.Equal(one.Output, two.Output);
        double[] interval = [.. one.Json.GetProperty("corrected").GetProperty("ci95").EnumerateArray().Select(e => e.GetDouble())];
        Assert.InRange(truth, interval[0], interval[1]);
        Assert.True(one.Json.GetProperty("raw").GetProperty("ci95")[1].GetDouble() < truth);
        Assert.Equal((200, 2_000, false), (one.Json.GetProperty("labels").GetInt32(), one.Json.GetProperty("judged").GetInt32(), one.Json.GetProperty("judge_adds_nothing").GetBoolean()));
        Assert.True(one.Json.GetProperty("label_gain").GetDouble() > 1.5);
        Assert.Contains("the judge alone", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_a_judge_errs_carries_over_to_other_traffic()
    {
        _folder.Write("traffic.jsonl", string.Join('\n', Enumerable.Range(0, 1_000).Select(i => $$"""{"item":"t{{i}}","score":"{{(i < 620 ? "pass" : "fail")}}"}""")));
        _folder.Write("labels.jsonl", string.Join('\n', Enumerable.Range(0, 200).Select(i =>
            $$"""{"item":"l{{i}}","score":{{((i < 100 ? i < 85 : i >= 170) ? 1 : 0)}},"label":{{(i < 100 ? 1 : 0)}}}""")));

        AssayProcess.Finished run = await RunAsync("correct", "traffic.jsonl", "--transfer", "--labels", "labels.jsonl");

        Assert.Equal(0.5818, run.Json.GetProperty("corrected").GetProperty("value").GetDouble(), 4);
        Assert.Equal(2, (await RunAsync("correct", "traffic.jsonl", "--transfer")).ExitCode);
    }

    [Theory]
    [InlineData("{\"item\":\"a\",\"score\":1,\"label\":1}", 4, "too few to correct by")]
    [InlineData("{\"item\":\"a\",\"label\":1}", 2, "no \"score\"")]
    [InlineData("{\"item\":\"a\",\"score\":\"meh\"}", 2, "is no score")]
    [InlineData("{\"item\":\"a\",\"score\":1}\n{\"item\":\"a\",\"score\":1}", 2, "a second time")]
    [InlineData("{\"item\":\"a\",\"score\":1,\"label\":1,\"inclusion_probability\":0}", 2, "above 0, at most 1")]
    [InlineData("{\"item\":\"a\",\"score\":null}", 2, "no record holds a score")]
    public async Task What_cannot_be_corrected_ends_with_a_sentence(string records, int exit, string said)
    {
        _folder.Write("judged.jsonl", records);

        AssayProcess.Finished run = await RunAsync("correct", "judged.jsonl");

        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_jury_of_pandalm_has_two_members_that_err_together()
    {
        AssayProcess.Finished run = await RunAsync(
            "jury", Checkout.Recorded("pandalm/human_labels.jsonl"), Checkout.Recorded("pandalm/judge_verdicts.jsonl"), "--judge", "gpt-3.5-turbo", "--judge", "pandalm-7b", "--map", "Tie=0", "--map", "garbage=0", "--nominal");

        Assert.Equal(999, run.Json.GetProperty("items").GetInt32());
        Assert.Equal(["gpt-3.5-turbo", "pandalm-7b"], run.Json.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("judge").GetString()));
        Assert.Equal(0.7107, run.Json.GetProperty("members")[0].GetProperty("accuracy").GetProperty("value").GetDouble(), 4);
        Assert.InRange(run.Json.GetProperty("effective_judges").GetDouble(), 1, 2);
        Assert.True(run.Json.GetProperty("unanimous_accuracy").GetProperty("value").GetDouble() > run.Json.GetProperty("split_accuracy").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task A_jury_without_people_or_with_one_judge_is_none()
    {
        _folder.Write("judges.jsonl", string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""{"item":"i{{i}}","a":{{i % 2}},"b":{{i % 3 % 2}}}""")));

        AssayProcess.Finished nobody = await RunAsync("jury", "judges.jsonl", "--judge", "a", "--judge", "b");
        AssayProcess.Finished one = await RunAsync("jury", "judges.jsonl", "--judge", "a");

        Assert.Equal((4, 4), (nobody.ExitCode, one.ExitCode));
        Assert.Contains("no rater is a person", nobody.Errors, StringComparison.Ordinal);
        Assert.Contains("at least two members", one.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cascade_is_certified_on_enough_gold_and_refused_on_too_little()
    {
        Random random = new(5);
        string[] records = [.. Enumerable.Range(0, 600).SelectMany(i =>
        {
            double sure = 0.995 - (random.NextDouble() * random.NextDouble() * 0.4);
            return (string[])
            [
                $$"""{"item":"i{{i}}","rater":"ann","label":"pass"}""",
                $$"""{"item":"i{{i}}","rater":"big","label":"{{(random.NextDouble() < sure ? "pass" : "fail")}}","confidence":{{Text(sure)}},"cost_usd":0.01}""",
                $$"""{"item":"i{{i}}","rater":"small","label":"{{(random.NextDouble() < sure - 0.02 ? "pass" : "fail")}}","confidence":{{Text(sure)}},"cost_usd":0.001}""",
            ];
        })];
        _folder.Write("gold.jsonl", string.Join('\n', records));
        _folder.Write("little.jsonl", string.Join('\n', records.Take(60)));

        AssayProcess.Finished run = await RunAsync("cascade", "gold.jsonl", "--target", "0.85");
        AssayProcess.Finished little = await RunAsync("cascade", "little.jsonl", "--target", "0.85");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["small", "big"], run.Json.GetProperty("judges").EnumerateArray().Select(j => j.GetString()));
        Assert.InRange(run.Json.GetProperty("certificate").GetProperty("risk_bound").GetDouble(), 0, 0.15);
        Assert.Equal(4, little.ExitCode);
        Assert.Contains("gold is too small", little.Errors, StringComparison.Ordinal);
        Assert.False(little.Json.GetProperty("certified").GetBoolean());
    }

    [Theory]
    [InlineData("{\"item\":\"a\",\"rater\":\"j\",\"label\":1,\"confidence\":1.2}", "a number from 0 to 1")]
    [InlineData("{\"item\":\"a\",\"rater\":\"j\",\"label\":1,\"kind\":\"judge\"}", "has no \"confidence\"")]
    [InlineData("{\"item\":\"a\",\"rater\":\"ann\",\"label\":1}", "there is no judge")]
    [InlineData("{\"item\":\"a\",\"rater\":\"j\",\"label\":1,\"confidence\":0.9}", "no item has a label by people")]
    public async Task Verdicts_without_what_a_cascade_needs_are_refused(string records, string said)
    {
        _folder.Write("gold.jsonl", records);

        AssayProcess.Finished run = await RunAsync("cascade", "gold.jsonl");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    private Task<AssayProcess.Finished> RunAsync(params string[] arguments) => AssayProcess.RunAsync(_folder.Path, null, ["trust", .. arguments, "--json"]);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
