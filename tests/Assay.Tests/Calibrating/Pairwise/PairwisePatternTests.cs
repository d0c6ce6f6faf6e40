using Assay.Calibrating.Pairwise;
using Assay.Configuring;

namespace Assay.Tests.Calibrating.Pairwise;

public sealed class PairwisePatternTests
{
    [Theory]
    [InlineData("A", Preference.First)]
    [InlineData("b", Preference.Second)]
    [InlineData("1", Preference.First)]
    [InlineData("A>B", Preference.First)]
    [InlineData("A>>B", Preference.First)]
    [InlineData("B>>A", Preference.Second)]
    [InlineData("A<B", Preference.Second)]
    [InlineData("A=B", Preference.Tie)]
    [InlineData("[[C]]", Preference.Tie)]
    [InlineData("Output (b)", Preference.Second)]
    [InlineData("model_1", Preference.First)]
    [InlineData("Tie", Preference.Tie)]
    [InlineData("0", Preference.Tie)]
    public void What_judges_write_is_understood(string text, Preference preference) => Assert.Equal(preference, PreferenceText.TryRead(text));

    [Theory]
    [InlineData("")]
    [InlineData("AB")]
    [InlineData("3")]
    [InlineData("garbage")]
    public void What_names_neither_is_not(string text) => Assert.Null(PreferenceText.TryRead(text));

    [Theory]
    [InlineData("Both are fine. [[A>B]]", Preference.First)]
    [InlineData("My final verdict is tie: [[A=B]]", Preference.Tie)]
    [InlineData("Output (b)", Preference.Second)]
    [InlineData("B.", Preference.Second)]
    public void Usual_replies_are_read_without_a_pattern(string reply, Preference preference) => Assert.Equal(preference, PairwisePattern.Usual.Read(reply));

    [Theory]
    [InlineData("[[A]] or rather [[B]]")]
    [InlineData("I prefer the first one, for many reasons.")]
    [InlineData("")]
    public void Two_verdicts_or_none_are_unreadable(string reply) => Assert.Null(PairwisePattern.Usual.Read(reply));

    [Theory]
    [InlineData(@"/Output \((a|b)\) is better/", "Output (a) has errors. Therefore, Output (b) is better.", Preference.Second)]
    [InlineData("Winner: x", "Reasons...\nWinner: A", Preference.First)]
    [InlineData(@"(?:^|\n) ?Output \((a|b)\)", "Because...\nOutput (a)", Preference.First)]
    [InlineData("<<x>>", "<<tie>>", Preference.Tie)]
    [InlineData("Winner: x", "Winner: Apple", null)]
    public void A_pattern_says_where_the_verdict_stands(string pattern, string reply, Preference? preference) => Assert.Equal(preference, PairwisePattern.Parse(pattern).Read(reply));

    [Theory]
    [InlineData("/Output a/", "no group")]
    [InlineData("/(/", "not a regular expression")]
    [InlineData("Winner:", "exactly one lone x")]
    [InlineData("//", "exactly one lone x")]
    public void What_is_no_pattern_is_refused_with_what_one_looks_like(string pattern, string said) =>
        Assert.Contains(said, Assert.Throws<ConfigurationException>(() => PairwisePattern.Parse(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_a_judge_only_thought_is_no_verdict() => Assert.Equal(Preference.Second, PairwisePattern.Usual.Read("<think>[[A]] perhaps</think>[[B]]"));
}
