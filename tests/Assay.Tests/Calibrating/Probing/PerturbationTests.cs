using System.Text.RegularExpressions;
using Assay.Calibrating.Probing;
using Assay.Calibrating.Probing.Perturbing;

namespace Assay.Tests.Calibrating.Probing;

public sealed partial class PerturbationTests
{
    private static readonly IReadOnlyList<ProbeItem> Items = ProbeSet.BuiltIn().Items;

    private static readonly string[] Texts =
    [
        .. Items.Select(i => i.Response.Output), "", " ", "One word", "It is 5.", "**Bold** and `code`.\n\n1. First is 3.5 kg\n2. Second is not.", "# Title\n- is one\n- are two\n\nThe end…",
        "Dr. Who is here, e.g. at 3 p.m. in St. Ives. It was nice!", "東京は日本の首都です。人口は1400万人です。", "a\r\nb is c\r\n\r\n", "```cs\nint x = 1;\n```", "x86 and H2O have no number. 007 has.",
    ];

    public static TheoryData<string> All => [.. Texts];

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_text_always_becomes_the_same_other_one(string text) =>
        Assert.All(Enum.GetValues<ProbeTest>(), test =>
        {
            string? first = Perturbations.Apply(test, text, Language(text));

            Assert.Equal(first, Perturbations.Apply(test, text, Language(text)));
            Assert.True(first != text, $"{test} changed nothing");
        });

    [Theory]
    [MemberData(nameof(All))]
    public void A_restatement_begins_with_the_answer_and_adds_no_word_of_its_own(string text)
    {
        if (AddedText.Restate(text, Language(text)) is not { } restated)
        {
            Assert.Empty(Words(text));
            return;
        }

        Assert.StartsWith(text.TrimEnd(), restated, StringComparison.Ordinal);
        string[] added = Words(restated)[Words(text).Length..];
        Assert.Equal([.. Words(Language(text).Again), .. Words(text)], added);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Markdown_changes_no_word_and_their_order(string text)
    {
        if (Markdown.Toggle(text) is { } toggled)
        {
            Assert.Equal(Words(text), Words(toggled));
        }
    }

    [Fact]
    public void Markdown_that_is_put_on_comes_off_and_what_is_off_is_put_on()
    {
        Assert.Equal("- **It** is so.\n- **Or** not.", Markdown.Toggle("It is so. Or not."));
        Assert.Equal("It is so.\nOr not.", Markdown.Toggle("- **It** is so.\n- Or not."));
        Assert.Null(Markdown.Toggle("```\ncode\n```"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_negation_changes_one_sentence_and_adds_only_what_negates(string text)
    {
        if (NegatedSentence.Apply(text, Language(text)) is not { } negated)
        {
            return;
        }

        IReadOnlyList<string> before = Sentences.Of(text);
        IReadOnlyList<string> after = Sentences.Of(negated);
        Assert.Equal(before.Count, after.Count);
        int changed = Assert.Single(Enumerable.Range(0, before.Count), i => before[i] != after[i]);
        Assert.InRange(Words(after[changed]).Length - Words(before[changed]).Length, 1, 2);
        Assert.Contains(Words(after[changed]), w => Language(text).Negations.Contains(w.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("en", "It was not so. Water is wet.", "It was not so. Water is not wet.")]
    [InlineData("de", "Das ist frei.", "Das ist nicht frei.")]
    [InlineData("fr", "Elle est gratuite.", "Elle n'est pas gratuite.")]
    [InlineData("fr", "Il doit être neuf.", "Il ne doit pas être neuf.")]
    [InlineData("es", "La cocción es de 18 minutos.", "La cocción no es de 18 minutos.")]
    [InlineData("en", "Never is it so.", null)]
    [InlineData("en", "Yes!", null)]
    public void Sentences_are_negated_in_their_language(string language, string text, string? negated) =>
        Assert.Equal(negated, NegatedSentence.Apply(text, ProbeLanguage.Find(language, "")));

    [Theory]
    [MemberData(nameof(All))]
    public void A_changed_number_is_the_only_change(string text)
    {
        if (ChangedNumber.Apply(text) is not { } changed)
        {
            return;
        }

        string[] before = [.. Number().Matches(text).Select(m => m.Value)];
        string[] after = [.. Number().Matches(changed).Select(m => m.Value)];
        Assert.Equal(before.Length, after.Length);
        Assert.Single(before.Zip(after), n => n.First != n.Second);
        Assert.Equal(Number().Replace(text, "#"), Number().Replace(changed, "#"));
    }

    [Theory]
    [InlineData("in 1969", "in 1952")]
    [InlineData("3.5 kg", "7.5 kg")]
    [InlineData("1. First is 2", "1. First is 5")]
    [InlineData("x86", null)]
    [InlineData("12345678901", null)]
    public void Years_stay_years_and_what_is_no_number_is_left(string text, string? changed) => Assert.Equal(changed, ChangedNumber.Apply(text));

    [Theory]
    [MemberData(nameof(All))]
    public void A_dropped_fact_leaves_all_other_sentences(string text)
    {
        if (DroppedFact.Apply(text) is not { } dropped)
        {
            Assert.True(Sentences.Of(text).Count < 2);
            return;
        }

        string[] before = [.. Sentences.Of(text).Select(s => s.Trim())];
        string[] after = [.. Sentences.Of(dropped).Select(s => s.Trim())];
        Assert.Equal(before.Length - 1, after.Length);
        Assert.Subset(before.ToHashSet(StringComparer.Ordinal), after.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_broken_off_is_the_beginning_with_half_of_the_words(string text)
    {
        if (Truncation.Apply(text) is not { } cut)
        {
            Assert.True(Words(text).Length < 8);
            return;
        }

        Assert.StartsWith(cut, text, StringComparison.Ordinal);
        Assert.Equal(Words(text)[..(Words(text).Length / 2)], Words(cut));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Another_order_has_the_same_words(string text)
    {
        if (Reordering.Apply(text) is { } reordered)
        {
            Assert.Equal(Words(text).Order(StringComparer.Ordinal), Words(reordered).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_added_stands_behind_an_answer_that_stays(string text) =>
        Assert.All((ProbeTest[])[ProbeTest.Bandwagon, ProbeTest.Authority, ProbeTest.Distraction], test =>
            Assert.StartsWith(text.TrimEnd(), Perturbations.Apply(test, text, Language(text)), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void Sentences_together_are_the_text(string text) => Assert.Equal(text, string.Concat(Sentences.Of(text)));

    [Theory]
    [InlineData("It costs 3.5 euros, e.g. in St. Ives. Then it ends.", 2)]
    [InlineData("One? Two! Three… Four", 4)]
    [InlineData("- one\n- two\n\n- three", 3)]
    [InlineData("“It is so.” He said.", 2)]
    [InlineData("東京は首都です。人口は多い。", 2)]
    [InlineData("Am 3. Mai war es so. Gut.", 2)]
    public void Points_within_a_sentence_do_not_end_it(string text, int sentences) => Assert.Equal(sentences, Sentences.Of(text).Count);

    [Fact]
    public void Almost_every_built_in_item_can_be_changed_in_every_way() =>
        Assert.All((ProbeTest[])[.. ProbeTests.Harmless, .. ProbeTests.Faults], test =>
            Assert.True(Items.Count(i => Perturbations.Apply(test, i.Response.Output, i.Language) is not null) >= 44, $"{test}"));

    [Fact]
    public void Built_in_items_are_of_four_languages_and_found_out_to_be()
    {
        Assert.InRange(Items.Count, 40, 60);
        Assert.Equal(["de", "en", "es", "fr"], Items.Select(i => i.Language.Code).Distinct().Order(StringComparer.Ordinal));
        int right = Items.Count(i => ProbeLanguage.Find(null, i.Response.Output).Code == i.Language.Code);
        Assert.InRange(right, Items.Count - 3, Items.Count);
        Assert.Equal("en", ProbeLanguage.Find("ja", "東京").Code);
    }

    private static ProbeLanguage Language(string text) => ProbeLanguage.Find(null, text);

    private static string[] Words(string text) => [.. Sentences.Words(text)];

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
