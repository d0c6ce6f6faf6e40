using System.Text;
using Assay.Calibrating;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labels;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Configuring;

namespace Assay.Tests.Calibrating.Labels;

public sealed class LabelReaderTests
{
    [Fact]
    public async Task Labels_come_one_a_record_or_one_item_a_record()
    {
        LabelTable lengthwise = await ReadAsync("""
            {"item":"a","rater":"ann","label":4}
            {"item":"a","rater":"bob","label":"5"}
            {"item":"b","rater":"ann","label":4.0}
            {"item":"b","rater":"bob","label":null}
            """);
        LabelTable across = await ReadAsync("""
            {"item":"a","ann":4,"bob":5,"reason":"long"}
            {"item":"b","ann":4,"bob":null}
            """);

        Assert.Equal(["4", "5"], lengthwise.Scale.Names);
        Assert.Equal([[0, 1], [0, -1]], lengthwise.Codes);
        Assert.Equal(lengthwise.Codes, across.Codes);
        Assert.Equal(["ann", "bob"], across.Raters.Select(r => r.Name));
    }

    [Fact]
    public async Task Judges_are_those_that_records_or_options_say()
    {
        LabelTable table = await ReadAsync("""
            {"item":"a","rater":"ann","label":"pass"}
            {"item":"a","rater":"gpt","label":"Pass","kind":"judge"}
            {"item":"a","rater":"other","label":"fail"}
            """, new LabelOptions { Judges = ["other"] });

        Assert.Equal([RaterKind.Human, RaterKind.Judge, RaterKind.Judge], table.Raters.Select(r => r.Kind));
        Assert.Equal(["fail", "pass"], table.Scale.Names);
        Assert.True(table.Scale.IsOrdered);
    }

    [Fact]
    public async Task Labels_can_be_read_as_others_or_as_none()
    {
        LabelTable table = await ReadAsync("""
            {"item":"a","rater":"j","label":"Tie"}
            {"item":"b","rater":"j","label":"garbage"}
            {"item":"c","rater":"j","label":"1"}
            """, new LabelOptions { Renamed = new Dictionary<string, string> { ["Tie"] = "0" }, Missing = ["garbage"] });

        Assert.Equal(["0", "1"], table.Scale.Names);
        Assert.Equal([[0], [-1], [1]], table.Codes);
    }

    [Theory]
    [InlineData("""{"rater":"a","label":1}""", "no \"item\"")]
    [InlineData("""{"item":"a","rater":"a"}""", "no \"label\"")]
    [InlineData("""{"item":"a","label":1}""", "no \"rater\"")]
    [InlineData("""{"item":"a"}""", "nor a field per rater")]
    [InlineData("""{"item":"a","rater":"r","label":[1]}""", "is a list")]
    [InlineData("""{"item":"a","rater":"r","label":1,"kind":"robot"}""", "must be human or judge")]
    [InlineData("""[1]""", "no JSON object")]
    [InlineData("""{"item":"a","rater":"r","label":1} x""", "not valid JSON")]
    public async Task A_record_that_cannot_be_read_is_named_with_its_line(string record, string said)
    {
        var error = await Assert.ThrowsAsync<InputException>(() => ReadAsync("""{"item":"z","rater":"r","label":1}""" + "\n" + record));

        Assert.Equal("stdin:2", error.Place);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_off_the_scale_is_refused_with_its_line_and_remedies()
    {
        var range = await Assert.ThrowsAsync<InputException>(() => ReadAsync("""{"item":"z","rater":"r","label":7}""", new LabelOptions().WithScale("1-5")));
        var words = await Assert.ThrowsAsync<InputException>(() => ReadAsync("""{"item":"z","rater":"r","label":"meh"}""", new LabelOptions().WithScale("low,high")));

        Assert.Contains("stdin:1: the label 7 of r is not on the scale 1-5", range.Message, StringComparison.Ordinal);
        Assert.Contains("--missing 7", range.Message, StringComparison.Ordinal);
        Assert.Contains("meh of r is none of low, high", words.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_labels_of_one_rater_for_one_item_are_refused_and_the_same_one_twice_is_counted_once()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => ReadAsync("""
            {"item":"a","rater":"ann","label":1}
            {"item":"a","rater":"ann","label":2}
            """));
        LabelTable table = await ReadAsync("""
            {"item":"a","rater":"ann","label":1}
            {"item":"a","rater":"ann","label":1}
            """);

        Assert.Contains("a second time: 2 here, 1 in line 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, table.Repeated);
        Assert.Single(table.Items);
    }

    [Fact]
    public async Task Nothing_at_all_is_said_to_be_nothing() => Assert.Contains("there are no labels", (await Assert.ThrowsAsync<InputException>(() => ReadAsync("\n\n"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("5-1")]
    [InlineData("good")]
    [InlineData("a,A")]
    public void A_scale_that_is_none_is_refused(string scale) => Assert.Throws<ConfigurationException>(() => new LabelOptions().WithScale(scale));

    [Fact]
    public async Task One_rater_no_overlap_constant_labels_and_three_items_have_a_sentence_and_no_coefficient()
    {
        string one = string.Join('\n', Enumerable.Range(0, 30).Select(i => $$"""{"item":"{{i}}","rater":"ann","label":{{i % 2}}}"""));
        string apart = string.Join('\n', Enumerable.Range(0, 30).Select(i => $$"""{"item":"{{i}}","rater":"r{{i % 2}}","label":{{i % 3}}}"""));
        string constant = string.Join('\n', Enumerable.Range(0, 60).Select(i => $$"""{"item":"{{i / 2}}","rater":"r{{i % 2}}","label":1}"""));
        string three = string.Join('\n', Enumerable.Range(0, 6).Select(i => $$"""{"item":"{{i / 2}}","rater":"r{{i % 2}}","label":{{i % 3}}}"""));

        foreach ((string text, string said) in (ReadOnlySpan<(string, string)>)[(one, "needs two raters"), (apart, "No item was labelled by two raters"), (constant, "Every label is 1"), (three, "too few")])
        {
            AgreementReport report = AgreementReading.Read(Read(text), new AgreementOptions(), default);

            Assert.False(report.HasFigures && !text.Equals(constant, StringComparison.Ordinal));
            Assert.Contains(report.Warnings, w => w.Contains(said, StringComparison.Ordinal));
            Assert.All(report.Together.Where(f => f.Name != "gwet_ac1"), f => Assert.IsType<Measured.Undefined>(f.Value));
        }

        await Task.CompletedTask;
    }

    private static LabelTable Read(string lines) => ReadAsync(lines).GetAwaiter().GetResult();

    private static Task<LabelTable> ReadAsync(string lines, LabelOptions? options = null) =>
        LabelReader.ReadAsync(InputFiles.Find(["-"], () => new MemoryStream(Encoding.UTF8.GetBytes(lines))), options ?? new LabelOptions(), TestContext.Current.CancellationToken);
}
