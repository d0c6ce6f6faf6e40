using System.Text.Json;
using Assay.Collecting.Redaction;
using Assay.Scoring.Judging;
using Assay.Scoring.Prompts;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class JudgeVersionTests
{
    public static TheoryData<string> Changes => [.. All.Keys];

    private static readonly Dictionary<string, Func<Judge, Judge>> All = new()
    {
        ["model"] = j => j with { Model = new ModelReference("openai", "m2") },
        ["provider"] = j => j with { Model = new ModelReference("azure", "m") },
        ["prompt"] = j => j with { Template = PromptTemplate.Parse("p", "Rate {{output}}!") },
        ["no prompt of its own"] = j => j with { Template = null },
        ["system"] = j => j with { System = "Be strict." },
        ["pattern"] = j => j with { Pattern = "((x))" },
        ["temperature"] = j => j with { Temperature = 0.1f },
        ["the provider's temperature"] = j => j with { Temperature = null },
        ["token limit"] = j => j with { MaxOutputTokens = 1025 },
        ["calls"] = j => j with { OneCallPerCriterion = true },
        ["checks"] = j => j with { Checks = [OutputCheck.EmptyOutput] },
        ["a word of the rubric"] = j => j with { Rubric = Some.Rubric(Some.Criterion() with { Question = "How is the accuracy now?" }) },
        ["redaction"] = j => j with { Redaction = new RedactionRules { Kinds = [SensitiveKind.Email] } },
        ["a weight"] = j => j with { Rubric = Some.Rubric(Some.Criterion(weight: 2)) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_judge_that_may_score_otherwise_has_another_version(string change) =>
        Assert.NotEqual(Judge().Version, All[change](Judge()).Version);

    [Fact]
    public void A_changed_copy_has_its_own_version_also_after_the_first_was_asked_for()
    {
        Judge judge = Judge();
        string before = judge.Version;

        Assert.NotEqual(before, (judge with { Model = new ModelReference("simulated", "judge") }).Version);
    }

    [Fact]
    public void What_is_redacted_is_part_of_it_whatever_the_order_and_nothing_is_no_part_of_it()
    {
        string Version(params SensitiveKind[] kinds) => (Judge() with { Redaction = new RedactionRules { Kinds = kinds } }).Version;

        Assert.Equal(Version(SensitiveKind.Email, SensitiveKind.Phone), Version(SensitiveKind.Phone, SensitiveKind.Email));
        Assert.NotEqual(Version(SensitiveKind.Email), Version(SensitiveKind.Phone));
        Assert.NotEqual(
            (Judge() with { Redaction = new RedactionRules { Patterns = [new CustomPattern("a", "x")] } }).Version,
            (Judge() with { Redaction = new RedactionRules { Patterns = [new CustomPattern("a", "y")] } }).Version);
        Assert.Equal(Judge().Version, Version());
        Assert.False(JsonElement.Parse(Judge().Definition()).TryGetProperty("redact", out _));
    }

    [Fact]
    public void The_name_is_no_part_of_it() => Assert.Equal(Judge().Version, (Judge() with { Name = "other" }).Version);

    [Fact]
    public void Two_judges_declared_alike_have_one_version_of_16_hex_digits()
    {
        Assert.Equal(Judge().Version, Judge().Version);
        Assert.Matches("^[0-9a-f]{16}$", Judge().Version);
    }

    [Fact]
    public void The_definition_explains_the_version()
    {
        JsonElement definition = JsonElement.Parse(Judge().Definition());

        Assert.Equal("openai:m", definition.GetProperty("model").GetString());
        Assert.Equal("Rate {{output}}", definition.GetProperty("prompt").GetString());
        Assert.Equal(Judge().Rubric.Version, definition.GetProperty("rubric_version").GetString());
        Assert.Equal(DefaultPrompt.Version, JsonElement.Parse(Some.Judge().Definition()).GetProperty("prompt").GetString());
    }

    private static Judge Judge() => Some.Judge() with { Template = PromptTemplate.Parse("p", "Rate {{output}}"), Pattern = "[[x]]", System = "Be fair." };
}
