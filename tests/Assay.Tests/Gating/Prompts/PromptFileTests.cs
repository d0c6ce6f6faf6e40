using System.Text.Json;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Gating.Prompts;
using Assay.Scoring.Judging;

namespace Assay.Tests.Gating.Prompts;

public sealed class PromptFileTests
{
    private const string Answer = """
        # A comment
        model: openai:gpt-4o-mini
        temperature: 0
        max_output_tokens: 300
        system: |
          You answer customers.
          {{#context}}Help text: {{context}}{{/context}}
        user: "{{input}}"
        """;

    [Fact]
    public void A_yaml_prompt_has_messages_a_model_and_parameters()
    {
        PromptFile prompt = PromptFileReader.ReadOrThrow("prompts/answer.yaml", Answer);

        Assert.Equal(new ModelReference("openai", "gpt-4o-mini"), prompt.Model);
        Assert.Equal((0f, 300), (prompt.Parameters.Temperature, prompt.Parameters.MaxOutputTokens));
        Assert.Equal(
            ["system: You answer customers.\nHelp text: Open from 9 to 5.", "user: When are you open?"],
            Said(prompt, Case() with { Context = ["Open from 9 to 5."] }));
        Assert.Equal("system: You answer customers.\n", Said(prompt, Case())[0]);
    }

    [Fact]
    public void A_text_is_what_the_user_says_or_else_what_the_system_says()
    {
        Assert.Equal(["user: Briefly: When are you open?"], Said(PromptFileReader.ReadOrThrow("a.txt", "Briefly: {{ input }}\n"), Case()));
        Assert.Equal(["system: Be brief.", "user: When are you open?"], Said(PromptFileReader.ReadOrThrow("a.md", "Be brief.\n"), Case()));
    }

    [Fact]
    public void Messages_are_said_in_their_order()
    {
        PromptFile prompt = PromptFileReader.ReadOrThrow("a.yml", """
            messages:
              - { role: system, content: Be brief. }
              - { role: user, content: Hello }
              - { role: assistant, content: Hello. }
              - { role: user, content: "{{input}} ({{shop}}, {{metadata.shop}})" }
            """);

        Assert.Equal(["system: Be brief.", "user: Hello", "assistant: Hello.", "user: When are you open? (Bonn, Bonn)"], Said(prompt, Case()));
    }

    [Fact]
    public void Turns_before_the_question_come_before_it_unless_the_prompt_says_where()
    {
        Response going = Case() with { Conversation = [new Turn("user", "Hi"), new Turn("assistant", "Hello")] };

        Assert.Equal(["system: Be brief.", "user: Hi", "assistant: Hello", "user: When are you open?"], Said(PromptFileReader.ReadOrThrow("a.md", "Be brief."), going));
        Assert.Equal(["user: user: Hi\n\nassistant: Hello\nWhen are you open?"], Said(PromptFileReader.ReadOrThrow("a.txt", "{{conversation}}\n{{input}}"), going));
    }

    [Fact]
    public void The_same_said_is_the_same_version_whatever_else_stands_in_the_file()
    {
        string version = PromptFileReader.ReadOrThrow("a.yaml", Answer).Version;

        Assert.Equal(version, PromptFileReader.ReadOrThrow("other/b.yml", Answer.Replace("# A comment\n", "", StringComparison.Ordinal).ReplaceLineEndings("\r\n")).Version);
        Assert.Matches("^[0-9a-f]{16}$", version);
    }

    [Theory]
    [InlineData("customers.", "customers!")]
    [InlineData("temperature: 0", "temperature: 0.5")]
    [InlineData("max_output_tokens: 300", "max_output_tokens: 301")]
    [InlineData("gpt-4o-mini", "gpt-4o")]
    [InlineData("user: \"", "top_p: 0.5\nuser: \"")]
    [InlineData("user: \"", "seed: 7\nuser: \"")]
    [InlineData("user: \"", "stop: [END]\nuser: \"")]
    public void Whatever_can_change_an_answer_is_part_of_the_version(string before, string after) => Assert.NotEqual(
        PromptFileReader.ReadOrThrow("a.yaml", Answer).Version, PromptFileReader.ReadOrThrow("a.yaml", Answer.Replace(before, after, StringComparison.Ordinal)).Version);

    [Theory]
    [InlineData("a.yaml", "system: |\n  One.\n  {{input", "a.yaml:3:1: error: a {{ is not closed. Add }}.")]
    [InlineData("a.yaml", "user: \"{{output}}\"", "a.yaml:1:1: error: {{output}} is what the prompt is to bring")]
    [InlineData("a.txt", "One\n{{in put}}", "a.txt:2:1: error: {{in put}} is no name of a field.")]
    [InlineData("a.yaml", "model: gpt\nuser: x", "a.yaml:1:8: error: `model` is `gpt`, but must be a model reference")]
    [InlineData("a.yaml", "sytem: x\nuser: x", "a.yaml:1:1: error: unknown key `sytem`. Did you mean `system`?")]
    [InlineData("a.yaml", "temperature: 1", "there is no `system`, no `user` and no `messages`")]
    [InlineData("a.yaml", "messages: []", "`messages` must be a list")]
    [InlineData("a.yaml", "messages: [hello]", "`messages.0` must have `role` and `content`.")]
    [InlineData("a.yaml", "messages: [{role: judge, content: x}]", "`messages.0.role` is `judge`. Known: system, user, assistant.")]
    [InlineData("a.yaml", "messages: [{role: user}]", "`messages.0.content` is missing.")]
    [InlineData("a.yaml", "system: x\nmessages: [{role: user, content: x}]", "`messages` are all messages.")]
    [InlineData("a.yaml", "user: x\nmax_output_tokens: 0", "`max_output_tokens` is 0, but must be from 1 to 1000000.")]
    [InlineData("a.yaml", "- user: x", "the file must be a mapping")]
    [InlineData("a.txt", " \n", "a.txt is empty.")]
    [InlineData("a.docx", "x", "a.docx is no prompt file")]
    public void What_cannot_be_read_is_said_with_its_place(string name, string text, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => PromptFileReader.ReadOrThrow(name, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_variable_that_a_case_does_not_have_is_told_with_file_line_and_case()
    {
        PromptFile prompt = PromptFileReader.ReadOrThrow("p.yaml", "system: |\n  Be brief.\n  The shop is {{shpo}}.\nuser: \"{{input}}\"");
        SourcedResponse[] cases = [new(Case(), "cases.yaml", 4, 1), new(Case() with { Id = "c2" }, "cases.yaml", 9, 2)];

        string message = Assert.Throws<ConfigurationException>(() => prompt.ThrowIfMissing(cases)).Message;

        Assert.Equal("p.yaml:3:13: error: {{shpo}} is no field of any case, such as c1 (cases.yaml:4). Did you mean {{shop}}?", message);
    }

    [Fact]
    public void Only_some_cases_without_it_are_enough_to_say_so_and_a_part_may_be_without()
    {
        SourcedResponse[] cases = [new(Case(), "c.jsonl", 1, 1), new(Case() with { Id = "c2", Metadata = new Dictionary<string, JsonElement>() }, "c.jsonl", 2, 2)];

        Assert.Contains("{{shop}} is no field of 1 of 2 cases, such as c2 (c.jsonl:2).", Assert.Throws<ConfigurationException>(() => PromptFileReader.ReadOrThrow("p.txt", "{{input}} {{shop}}").ThrowIfMissing(cases)).Message, StringComparison.Ordinal);
        PromptFileReader.ReadOrThrow("p.txt", "{{input}} {{context}} {{reference}} {{#shop}}in a shop{{/shop}}").ThrowIfMissing(cases);
    }

    [Fact]
    public void A_response_says_what_it_was_made_with()
    {
        var identity = new PromptIdentity("prompts/\"a\".yaml", "0123456789abcdef", "openai:m");
        Response marked = identity.Mark(Case());

        Assert.Equal(identity, PromptIdentity.Of(marked));
        Assert.Equal("Bonn", marked.Metadata["shop"].GetString());
        Assert.Equal(identity, PromptIdentity.OfAll([marked, marked]));
        Assert.Null(PromptIdentity.OfAll([marked, (identity with { Version = "1" }).Mark(Case())]));
        Assert.Null(PromptIdentity.Of(Case()));
    }

    private static Response Case() => new()
    {
        Id = "c1", Input = "When are you open?", Output = "", Metadata = new Dictionary<string, JsonElement> { ["shop"] = JsonElement.Parse("\"Bonn\"") },
    };

    private static string[] Said(PromptFile prompt, Response of) => [.. prompt.Render(of).Select(m => $"{m.Role.Value}: {m.Text}")];
}
