using System.Globalization;
using Assay.Cli.Output;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Demo;

/// <summary>What the demo says on the terminal.</summary>
internal sealed class DemoReport
{
    private readonly IAnsiConsole _console;

    public DemoReport(IAnsiConsole console)
    {
        _console = console;
        // An address that is broken over two lines cannot be opened; a terminal breaks lines by itself.
        console.Profile.Width = 1_000;
    }

    /// <summary>Two weeks: before the broken release and since, against the two weeks before.</summary>
    public static string Overview(string address) => $"{address}/?range=14d";

    public void Introduce(int responses, Uri provider)
    {
        _console.MarkupLine("[bold]assay demo[/]  a small online shop and its support assistant: 30 days, three languages, three releases");
        _console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[grey]{responses:N0} responses are taken in and judged over HTTP by a simulated provider at {provider}[/]"));
        _console.MarkupLine("[grey]Its verdicts are made up by rule from the texts, not by a model. None is imported; no key, no cost.[/]");
        _console.WriteLine();
    }

    /// <param name="took">Null where the history was there already.</param>
    public void Account(LedgerAccount account, TimeSpan? took)
    {
        string[] parts = [.. account.Entries.GroupBy(e => e.State).OrderBy(g => g.Key == OutcomeState.Owed).ThenBy(g => g.Key).Select(g => $"{Count(g.Sum(e => e.Count))} {g.Key.ToSnakeCase()}")];
        string accepted = Count(account.Entries.Sum(e => e.Count));
        string how = took is { } time ? string.Create(CultureInfo.InvariantCulture, $" in {time.TotalSeconds:0.0} s") : ", of an earlier start";
        _console.MarkupLine($"[bold]{accepted} responses[/]{how}: {string.Join(" · ", parts)}");
        string[] reasons = [.. account.Entries.Where(e => e.State == OutcomeState.Unscored).GroupBy(e => e.Reason).OrderByDescending(g => g.Sum(e => e.Count)).Select(g => $"{Count(g.Sum(e => e.Count))} {g.Key}")];
        if (reasons.Length > 0)
        {
            _console.MarkupLine($"[grey]unscored: {string.Join(" · ", reasons)}[/]");
        }

        _console.WriteLine();
    }

    public void Point(string address, ReleaseEffect? effect)
    {
        Link("dashboard", Overview(address));
        if (effect is not null)
        {
            Link("look first at", $"{address}/compare?since={Shop.BrokenRelease}&range=30d");
            _console.MarkupLine($"{new string(' ', 20)}German refunds fell with release {Shop.BrokenRelease}, from {Text(effect.Before)} to {Text(effect.After)}");
            Link("since when", $"{address}/trends?range=30d&slice=prompt:{Shop.BrokenPrompt}");
            Link("what was said", $"{address}/responses?slice=prompt:{Shop.BrokenPrompt}&at_most=2");
        }

        Link("why unscored", $"{address}/responses?outcome=unscored");
        _console.WriteLine();
    }

    public void Close(DemoFolder folder, TimeSpan? ends)
    {
        _console.MarkupLine("[grey]A response every few seconds goes on coming in and is judged.[/]");
        _console.MarkupLine(folder.IsKept
            ? $"[grey]Ledger {folder.Ledger.EscapeMarkup()}; the same command shows it again.[/]"
            : $"[grey]Data in {folder.Path.EscapeMarkup()}, removed at the end; --data DIR keeps it.[/]");
        _console.MarkupLine(ends is { } time ? $"It ends by itself in {time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s; --for TIME or --urls URLS serves longer. Ctrl-C stops it." : "Ctrl-C stops it.");
    }

    private void Link(string name, string address) => _console.MarkupLine($"  [bold]{name,-16}[/]  [blue]{address.EscapeMarkup()}[/]");

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(Estimate estimate) => string.Create(CultureInfo.InvariantCulture, $"{estimate.Mean:0.00} ({estimate.Low:0.00} to {estimate.High:0.00})");
}
