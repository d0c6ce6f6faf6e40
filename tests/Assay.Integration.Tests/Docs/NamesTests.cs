using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Simulator;

namespace Assay.Integration.Tests.Docs;

/// <summary>Closed lists that users meet are described in full.</summary>
public sealed partial class NamesTests
{
    private static readonly string[] Verbs = ["demo", "init", "run", "gate", "dataset lint", "dataset stats", "dataset split", "dataset from-responses", "prompts list", "prompts diff", "prompts history", "why", "runs", "runs gates", "runs pin", "runs unpin", "report", "causes", "alert list", "alert backtest", "compare", "release", "alert test", "mcp", "export", "judge list", "judge test", "judge lint", "judge diff", "label export", "label import", "label status", "label list", "trust agreement", "trust pairwise", "trust correct", "trust jury", "trust cascade", "trust anchors", "trust status", "trust probe", "cache stats", "cache clear", "cache explain", "batches list", "batches show", "batches cancel", "doctor", "db status", "db backup", "db migrate", "delete", "serve", "work", "rejudge", "ledger", "keys create", "keys list", "keys revoke", "simulate"];

    [Fact]
    public void Every_reason_and_form_is_explained_with_the_replies() =>
        AssertNames("replies.md", [.. Names<UnscoredReason>(), .. Names<ReplyForm>()]);

    [Fact]
    public void Every_check_is_explained_with_the_judges() => AssertNames("judges.md", Names<OutputCheck>());

    [Fact]
    public void Every_result_of_an_attempt_is_explained()
    {
        AssertNames("providers.md", Names<AttemptResult>());
        AssertNames("command-line.md", Names<AttemptResult>());
    }

    [Fact]
    public void Every_fault_of_the_simulator_is_explained()
    {
        foreach (Action parse in (Action[])[() => FaultMix.Parse("?=1"), () => BatchFaultMix.Parse("?=1")])
        {
            string message = Assert.Throws<FormatException>(parse).Message;
            string known = message[(message.IndexOf("Known:", StringComparison.Ordinal) + "Known:".Length)..message.IndexOf(". Write", StringComparison.Ordinal)];

            AssertNames("simulator.md", known.Split(',', StringSplitOptions.TrimEntries));
        }
    }

    [Fact]
    public void Every_key_of_a_source_is_explained()
    {
        JsonElement definitions = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "schemas", "assay.schema.json"))).GetProperty("definitions");
        string[] kinds = ["folder", "sqlite", "postgres"];

        AssertNames("sources.md", kinds.SelectMany(kind => definitions.GetProperty($"{kind}_source").GetProperty("properties").EnumerateObject().Select(p => p.Name)).Concat(kinds));
    }

    [Fact]
    public void Every_key_of_a_receiver_is_explained()
    {
        JsonElement definitions = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "schemas", "assay.schema.json"))).GetProperty("definitions");

        AssertNames("outbound.md", ((string[])["webhook", "otlp_export"]).SelectMany(kind => definitions.GetProperty(kind).GetProperty("properties").EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void Every_key_of_an_alert_is_explained()
    {
        JsonElement definitions = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "schemas", "assay.schema.json"))).GetProperty("definitions");

        AssertNames("alerts.md", definitions.EnumerateObject().Where(d => d.Name == "alert" || d.Name.StartsWith("alert_", StringComparison.Ordinal))
            .SelectMany(d => d.Value.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject().Select(p => p.Name) : []).Concat(["defaults"]));
    }

    [Fact]
    public void Every_key_of_who_is_told_is_explained()
    {
        JsonElement definitions = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "schemas", "assay.schema.json"))).GetProperty("definitions");

        AssertNames("notifications.md", ((string[])["notify", "slack_notify", "webhook_notify", "email_notify"]).SelectMany(kind => definitions.GetProperty(kind).GetProperty("properties").EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void Every_setting_of_the_file_is_an_option_that_is_explained() =>
        AssertOptions("command-line.md", AssayFileReader.OptionNames.Select(name => $"--{name.Replace('_', '-')}"));

    [Fact]
    public async Task Every_option_of_every_verb_is_explained_and_no_other()
    {
        using var folder = new TemporaryFolder();
        string[][] options = await Task.WhenAll(Verbs.Select(verb => OptionsAsync(folder.Path, verb)));

        AssertOptions("simulator.md", options[^1]);
        AssertOptions("command-line.md", options[..^1].SelectMany(o => o));
        string[] known = [.. options.SelectMany(o => o), "--help", "--version"];
        // README.md also speaks of other programs.
        string[] unknown = [.. Guide.Names.Where(page => page != "README.md").SelectMany(page => OptionsIn(Guide.Read(page).Text).Except(known).Select(o => $"{page}: {o}"))];
        Assert.Empty(unknown);
    }

    private static async Task<string[]> OptionsAsync(string folder, string verb)
    {
        AssayProcess.Finished help = await AssayProcess.RunAsync(folder, null, [.. verb.Split(' '), "--help"]);
        Assert.True(help.ExitCode == 0, help.ToString());
        return [.. OptionsIn(help.Output).Where(o => o != "--help")];
    }

    private static IEnumerable<string> OptionsIn(string text) => Option().Matches(text).Select(m => m.Groups["option"].Value).Distinct();

    private static string[] Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => value.ToSnakeCase())];

    private static void AssertNames(string page, IEnumerable<string> names) => AssertHolds(page, names, name => $"`{name}`");

    private static void AssertOptions(string page, IEnumerable<string> options) => AssertHolds(page, options.Distinct(), option => $"`{option}");

    private static void AssertHolds(string page, IEnumerable<string> names, Func<string, string> written)
    {
        string text = Guide.Read($"docs/guides/{page}").Text;
        Assert.All(names, name => Assert.Contains(written(name), text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(^|[^\w-])(?<option>--[a-z][a-z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Option();
}
