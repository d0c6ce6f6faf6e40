using System.CommandLine;
using System.Text.Json;
using System.Text;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Server.Outbound;
using Assay.Storage;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay doctor</c>: checks configuration, keys, prices, receivers and what the ledger promises. Makes no call.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check configuration, keys, prices, receivers, and that the ledger keeps its promises.")
        {
            Settings.ConfigOption, RunOptions.Store, RunOptions.Json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        var findings = new List<LedgerFinding>();
        foreach (Judge judge in settings.File.Judges)
        {
            findings.Add(Check(settings, judge));
        }

        if (settings.File.Webhooks.Count > 0 || settings.File.Notify.Count > 0 || settings.File.Otlp is not null)
        {
            findings.Add(CheckReceivers(settings));
        }

        if (await store.ExistsAsync(cancellationToken))
        {
            await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
            findings.AddRange(await ledger.CheckAsync(cancellationToken));
        }
        else
        {
            findings.Add(new LedgerFinding($"ledger {store.Shown}", "none yet", null));
        }

        bool sound = findings.All(f => f.Remedy is null);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(findings, sound));
        }
        else
        {
            Show(Terminal.Out(), findings);
        }

        return sound ? ExitCode.Ok : ExitCode.Unexpected;
    }

    private static LedgerFinding Check(Settings settings, Judge judge)
    {
        string name = $"judge {judge.Name}";
        try
        {
            using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
            return new LedgerFinding(name, $"ready: {judge.Model}", null);
        }
        catch (Exception e) when (e is ConfigurationException or ProviderConfigurationException)
        {
            return new LedgerFinding(name, "cannot be used", e.Message);
        }
    }

    private static LedgerFinding CheckReceivers(Settings settings)
    {
        try
        {
            using Receivers receivers = Receivers.Open(settings.File, settings.Folder, publicUrl: null, TimeProvider.System);
            return new LedgerFinding("receivers", $"ready: {string.Join(", ", receivers.All.Select(r => r.Receiver.Name))}", null);
        }
        catch (ConfigurationException e)
        {
            return new LedgerFinding("receivers", "cannot be sent to", e.Message);
        }
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<LedgerFinding> findings)
    {
        foreach (LedgerFinding finding in findings)
        {
            string mark = finding.Remedy is null ? "[green]ok[/]  " : "[red]FAIL[/]";
            console.MarkupLine($"{mark}  {Markup.Escape(finding.Checked)}: {Markup.Escape(TerminalText.Clean(finding.Found))}");
            if (finding.Remedy is { } remedy)
            {
                console.MarkupLine($"      {Markup.Escape(TerminalText.Clean(remedy))}");
            }
        }
    }

    private static string Json(IReadOnlyList<LedgerFinding> findings, bool sound)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", sound);
            json.WriteStartArray("checks");
            foreach (LedgerFinding finding in findings)
            {
                json.WriteStartObject();
                json.WriteBoolean("ok", finding.Remedy is null);
                json.WriteString("checked", finding.Checked);
                json.WriteString("found", finding.Found);
                json.WriteString("remedy", finding.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
