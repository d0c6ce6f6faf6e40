using System.CommandLine;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Trusting;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust status</c>: whether judges are right, by the labels that a ledger holds.</summary>
internal static class TrustStatusCommand
{
    private const string UsualRange = "7d";

    private static readonly Option<string> Range = new("--range") { Description = $"Of which time up to now means are corrected, such as 24h or 30d (default {UsualRange}). Agreement is of all labels.", HelpName = "TIME" };

    public static Command Create()
    {
        var command = new Command("status", "Show whether judges are right, by the labels in the ledger.") { JudgeOptions.Judge, Range, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        string range = parsed.GetValue(Range) ?? UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero)
        {
            throw new ConfigurationException($"--range is `{range}`, but must be a length of time such as 24h or 30d.");
        }

        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<TrustSubject> subjects = await SubjectsAsync(settings, ledger, settings.Text(JudgeOptions.Judge), cancellationToken);
        Period period = Period.Of(length, TimeProvider.System.GetUtcNow());
        var means = new CorrectedMeans(ledger.Labels, ledger);
        IReadOnlyList<string> fields = await ledger.SliceFieldsAsync(cancellationToken);
        var judges = new List<(JudgeTrust Trust, CorrectedPeriod? Corrected)>();
        foreach (TrustSubject subject in subjects)
        {
            judges.Add((
                await TrustReading.ReadAsync(ledger.Labels, subject, cancellationToken, fields),
                await means.ReadAsync(new CorrectionQuestion(subject.Judge, period.From, period.To) { JudgeVersion = subject.JudgeVersion }, cancellationToken)));
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteStartArray("judges");
                judges.ForEach(j => TrustJson.Write(json, j.Trust, j.Corrected));
                json.WriteEndArray();
            }));
        }
        else
        {
            judges.ForEach(j => TrustText.Write(Terminal.Out(), j.Trust, j.Corrected, range));
        }

        return judges.Exists(j => j.Trust.Level != TrustLevel.Unknown) ? ExitCode.Ok : ExitCode.Inconclusive;
    }

    /// <summary>The judges of the configuration; and others that people labelled, in the version that came last.</summary>
    private static async Task<IReadOnlyList<TrustSubject>> SubjectsAsync(Settings settings, ILedgerQueries ledger, string? named, CancellationToken cancellationToken)
    {
        var subjects = settings.File.Judges.Select(TrustSubject.Of).ToList();
        var labelled = (await ledger.Labels.CountsAsync(cancellationToken)).GroupBy(c => c.Judge).Where(g => subjects.TrueForAll(s => s.Judge != g.Key)).ToList();
        IReadOnlyList<StoredJudgeVersion> versions = labelled.Count == 0 ? [] : await ledger.JudgeVersionsAsync(cancellationToken);
        subjects.AddRange(
            from judge in labelled
            let version = versions.LastOrDefault(v => v.Name == judge.Key)
            where version is not null
            select new TrustSubject(judge.Key, version.Version, [.. judge.Select(c => c.Criterion)], null));
        List<TrustSubject> chosen = named is null ? subjects : subjects.FindAll(s => s.Judge == named);
        return chosen.Count > 0 ? chosen
            : throw new ConfigurationException(named is null
                ? "there is no judge in the configuration, and nobody labelled anything in this ledger. Name the ledger with --store, and label some responses: `assay label export`."
                : $"there is no judge `{named}` in the configuration, and nobody labelled what it scored. There are: {(subjects.Count == 0 ? "none" : string.Join(", ", subjects.Select(s => s.Judge)))}.");
    }
}
