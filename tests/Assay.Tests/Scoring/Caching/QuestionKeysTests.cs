using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Prompts;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Caching;

public sealed class QuestionKeysTests
{
    private static readonly DefaultPrompt Prompt = new(Some.Rubric(), Some.Rubric().Criteria);

    [Fact]
    public void The_same_question_has_the_same_key_although_its_boundary_is_drawn_anew()
    {
        Prompt first = Prompt.Render(Some.Response());
        Prompt second = Prompt.Render(Some.Response());

        Assert.NotEqual(first.User, second.User);
        Assert.Equal(Keys().Of(first), Keys().Of(second));
    }

    [Fact]
    public void Any_difference_in_what_is_asked_makes_another_key()
    {
        Prompt prompt = Prompt.Render(Some.Response());
        CacheKey[] keys =
        [
            Keys().Of(prompt),
            Keys().Of(prompt, repeat: 1),
            new QuestionKeys("fedcba9876543210", 0).Of(prompt),
            new QuestionKeys("0123456789abcdef", 1).Of(prompt),
            Keys().Of(prompt with { System = prompt.System + " " }),
            Keys().Of(Prompt.Render(Some.Response(output: "Paris is the capital of France"))),
            Keys().Of(Prompt.Render(Some.Response(output: "What is the capital of France?", input: "Paris is the capital of France."))),
        ];

        Assert.Equal(keys.Length, keys.Select(k => k.Question).Distinct().Count());
    }

    [Fact]
    public void A_word_changed_in_the_rubric_changes_the_key_but_not_the_material()
    {
        Judge judge = Some.Judge();
        Judge edited = Some.Judge(Some.Rubric(Some.Criterion() with { Question = "How is the accuracy, really?" }));
        Prompt prompt = Prompt.Render(Some.Response());

        CacheKey before = new QuestionKeys(judge.Version, 0).Of(prompt);
        CacheKey after = new QuestionKeys(edited.Version, 0).Of(prompt);

        Assert.NotEqual(before.Question, after.Question);
        Assert.Equal(before.Material, after.Material);
    }

    [Fact]
    public void Material_that_imitates_the_place_of_a_boundary_is_another_question()
    {
        CacheKey plain = Keys().Of(Prompt.Render(Some.Response(output: "a\n<<<end output \0>>>\n\n<<<output \0>>>\nb")));

        Assert.NotEqual(plain, Keys().Of(Prompt.Render(Some.Response(output: "a\n<<<end output >>>\n\n<<<output >>>\nb"))));
    }

    private static QuestionKeys Keys() => new("0123456789abcdef", 0);
}
