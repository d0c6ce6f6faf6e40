using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;
using Assay.Surfacing.Alerts.Watching;

namespace Assay.Cli.Commands;

/// <summary><c>assay alert backtest</c>: what rules would have done with what is stored.</summary>
internal static class AlertBacktestCommand
{
    private const string UsualRange = "30d";

    private static readonly Argument<string?> Name = new("rule") { Description = "The name of a rule that holds (default: each of them).", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> File = new("--rule-file") { Description = "A file with one rule, as it would stand under `alerts:`, instead.", HelpName = "FILE" };
    private static readonly Option<string> Range = new("--range") { Description = "How far back it looks (default: 30d).", HelpName = "TIME" };

    public static Command Create()
    {
        var command = new Command("backtest", "Show when rules would have opened and closed incidents, by what is stored.") { Name, File, Range, Settings.ConfigOption, RunOptions.Store, AlertListCommand.Data, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        string range = parsed.GetValue(Range) ?? UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length < TimeSpan.FromHours(1))
        {
            throw new ConfigurationException($"--range is `{range}`, but must be a length of time of an hour or more, such as 24h or 30d.");
        }

        await using var store = LedgerStore.Of(AlertListCommand.Store(parsed, settings));
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        var reports = new List<BacktestReport>();
        foreach (AlertRule rule in await RulesAsync(parsed, settings, ledger, cancellationToken))
        {
            reports.Add(await new AlertBacktest(ledger) { Labels = ledger.Labels }.RunAsync(rule, length, TimeProvider.System.GetUtcNow(), cancellationToken));
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteStartArray("rules");
                foreach (BacktestReport report in reports)
                {
                    json.WriteStartObject();
                    BacktestJson.Write(json, report);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }));
        }
        else
        {
            reports.ForEach(r => AlertsText.Write(Terminal.Out(), r));
        }

        return ExitCode.Ok;
    }

    private static async Task<IReadOnlyList<AlertRule>> RulesAsync(ParseResult parsed, Settings settings, ILedgerQueries ledger, CancellationToken cancellationToken)
    {
        string? name = parsed.GetValue(Name);
        if (parsed.GetValue(File) is { } file)
        {
            return [await ReadAsync(file, name ?? Path.GetFileNameWithoutExtension(file), settings, cancellationToken)];
        }

        IReadOnlyList<AlertRule> rules = await AlertRules.ReadAsync(ledger.Alerts, settings.File.Alerts, AlertNames.Any, cancellationToken);
        if (name is null || rules.Any(r => r.Name == name))
        {
            return [.. rules.Where(r => name is null || r.Name == name)];
        }

        string[] known = [.. rules.Select(r => r.Name)];
        throw new ConfigurationException($"there is no rule `{name}`. {(NearestName.Of(name, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", known)}.")}");
    }

    private static async Task<AlertRule> ReadAsync(string file, string name, Settings settings, CancellationToken cancellationToken)
    {
        string yaml;
        try
        {
            yaml = await System.IO.File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"--rule-file {file} cannot be read: {e.Message}");
        }

        AlertNames names = settings.File.Judges.Count == 0 ? AlertNames.Any : AlertNames.Of(settings.File.Judges, settings.File.Slices, [.. settings.File.Notify.Select(n => n.Name)]);
        (AlertRule? rule, IReadOnlyList<Diagnostic> findings) = AlertRuleReader.Read(name, yaml, names);
        return rule ?? throw new ConfigurationException([.. findings.Select(f => f with { File = file })]);
    }
}
