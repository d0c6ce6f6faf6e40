using System.CommandLine;
using System.Text.Json;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay judge diff A [B]</c>: what differs between two judge versions. Makes no call.</summary>
internal static class JudgeDiffCommand
{
    private const string Sides = "a judge of the configuration, as it is now; or a version, or its first digits, as VERSION or NAME@VERSION";

    private static readonly Argument<string> A = new("a") { Description = $"One: {Sides}.", HelpName = "A" };
    private static readonly Argument<string> B = new("b") { Description = "The other, likewise (default: the newest other version of A's name in the ledger).", HelpName = "B", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("diff", "Show what differs between two versions of a judge, and so why their scores share no average.") { A, B, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries? ledger = await store.ExistsAsync(cancellationToken) ? await store.QueryAsync(cancellationToken) : null;
        var known = new KnownVersions([.. settings.File.Judges.Select(StoredJudgeVersion.Of)], ledger is null ? [] : await ledger.JudgeVersionsAsync(cancellationToken));
        StoredJudgeVersion a = known.Find(parsed.GetValue(A)!);
        StoredJudgeVersion b = parsed.GetValue(B) is { } named ? known.Find(named)
            : known.NewestBeside(a) ?? throw new ConfigurationException($"{store.Shown} holds no other version of {a.Name} to compare with. Name one, as `assay judge diff A B`. {known.Listed()}");
        IReadOnlyList<DefinitionChange> changes = DefinitionDiff.Between(a.Definition, b.Definition);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(a, b, changes));
            return ExitCode.Ok;
        }

        Console.Out.WriteLine($"--- {known.Shown(a)}");
        Console.Out.WriteLine($"+++ {known.Shown(b)}");
        foreach (string line in changes.SelectMany(DefinitionText.Lines).Append(Conclusion(a, b, changes)))
        {
            Console.Out.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    private static string Conclusion(StoredJudgeVersion a, StoredJudgeVersion b, IReadOnlyList<DefinitionChange> changes) =>
        a.Version == b.Version ? "Nothing differs: it is the same version."
        : changes.Any(c => c.Path == DefinitionDiff.RubricVersion)
            ? $"Scores of the two share no average. What differs in the rubric cannot be shown:\nan earlier release stored {(a.HasRubric ? b : a).Version} without its words. They are added when it judges again."
        : "Scores of the two share no average.";

    private static string Json(StoredJudgeVersion a, StoredJudgeVersion b, IReadOnlyList<DefinitionChange> changes) => JsonLine.Write(json =>
    {
        Write(json, "a", a);
        Write(json, "b", b);
        json.WriteBoolean("same", a.Version == b.Version);
        json.WriteStartArray("changes");
        foreach (DefinitionChange change in changes)
        {
            json.WriteStartObject();
            json.WriteString("path", change.Path);
            Write(json, "a", change.A);
            Write(json, "b", change.B);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string side, StoredJudgeVersion version)
    {
        json.WriteStartObject(side);
        json.WriteString("name", version.Name);
        json.WriteString("version", version.Version);
        json.WriteString("model", version.Model);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string side, JsonElement? value)
    {
        json.WritePropertyName(side);
        if (value is { } present)
        {
            present.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
