using System.Text.Json;
using Assay.Configuring;
using Assay.Gating.Targets;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed class TargetReaderTests
{
    [Fact]
    public void A_target_may_be_a_prompt_that_a_model_answers_with()
    {
        AssayFile file = Read("""
            targets:
              answer: {prompt: prompts/answer.yaml, model: "openai:gpt-4o-mini", concurrency: 4}
              app: {command: [python3, app.py], files: [app.py, "prompts/*.txt"]}
            """);

        Assert.Empty(file.Diagnostics);
        Assert.Equal(("prompts/answer.yaml", "openai:gpt-4o-mini", 4), (file.Targets[0].Prompt, file.Targets[0].Model!.ToString(), file.Targets[0].Concurrency));
        Assert.Equal(["app.py", "prompts/*.txt"], file.Targets[1].Files);
    }

    [Fact]
    public void A_target_is_an_address_or_a_command()
    {
        AssayFile file = Read("""
            targets:
              app: {url: "http://localhost:8080/chat", request: '{"q": "{{input}}"}', reply: answer.text, headers: {X-Team: search}, key_variable: APP_KEY, timeout: 5s, concurrency: 2}
              script: {command: [python3, app.py]}
            """);

        Assert.Empty(file.Diagnostics);
        TargetSettings app = file.Targets[0];
        Assert.Equal(("app", "http://localhost:8080/chat", "answer.text", "search", "APP_KEY", TimeSpan.FromSeconds(5), 2), (app.Name, app.Url!.ToString(), app.Reply.ToString(), app.Headers["x-team"], app.KeyVariable, app.Timeout, app.Concurrency));
        Assert.Equal(["python3", "app.py"], file.Targets[1].Command);
    }

    [Theory]
    [InlineData("{}", "`targets.app` has nothing to ask.")]
    [InlineData("{url: http://a/b, command: [x]}", "`targets.app` has both `url` and `command`.")]
    [InlineData("{url: ftp://a/b}", "`targets.app.url` must be an http or https address")]
    [InlineData("{url: http://me:secret@a/b}", "`targets.app.url` must be an http or https address without a password")]
    [InlineData("{url: http://a/b, request: '{q: 1'}", "`targets.app.request` is not JSON")]
    [InlineData("{url: http://a/b, reply: a..b}", "`targets.app.reply` is `a..b`, but must be names and numbers")]
    [InlineData("{url: http://a/b, concurrency: 0}", "`targets.app.concurrency` is 0, but must be from 1 to 1000.")]
    [InlineData("{url: http://a/b, prompt: p.txt}", "`targets.app` has both `url` and `prompt`.")]
    [InlineData("{prompt: p.txt, model: gpt}", "`targets.app.model` is `gpt`, but must be a model reference")]
    [InlineData("{prompt: p.txt, reply: answer}", "`targets.app.reply` is for an address or a command.")]
    [InlineData("{url: http://a/b, model: openai:m}", "`targets.app.model` answers with a prompt file, and there is none.")]
    [InlineData("{url: http://a/b, replay: x}", "unknown key `targets.app.replay`. Did you mean `reply`?")]
    public void What_cannot_be_is_said_with_its_place(string written, string message)
    {
        Diagnostic error = Assert.Single(Read($"targets: {{app: {written}}}").Diagnostics);

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_names_the_keys_that_are_read()
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("properties").GetProperty("targets").GetProperty("additionalProperties").GetProperty("properties");
        string known = Assert.Single(Read("targets: {app: {url: http://a/b, zzzzzzzzzzzz: 1}}").Diagnostics).Message;

        Assert.EndsWith($"Known here: {string.Join(", ", schema.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal))}.", known, StringComparison.Ordinal);
    }

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => "");
}
