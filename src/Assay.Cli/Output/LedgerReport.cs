using System.Globalization;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>The ledger's account for people: a line per judge, and the total.</summary>
internal static class LedgerReport
{
    public static void Write(IAnsiConsole console, LedgerAccount account, DateTimeOffset now)
    {
        if (account.Entries.Count == 0)
        {
            console.MarkupLine("The ledger is empty. [grey]`assay run` or `assay serve` fill it.[/]");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("judge", "accepted", "scored", "unscored", "skipped", "owed", "oldest owed");
        foreach (TableColumn column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        foreach (string judge in account.Judges)
        {
            Add(table, judge, [.. account.Entries.Where(e => e.Judge == judge)], account.OldestOwed.TryGetValue(judge, out DateTimeOffset oldest) ? now - oldest : null);
        }

        if (account.Judges.Skip(1).Any())
        {
            Add(table, "all", account.Entries, account.OldestOwed.Count == 0 ? null : now - account.OldestOwed.Values.Min());
        }

        console.Write(table);
        foreach (IGrouping<(OutcomeState State, string Reason), LedgerAccount.Entry> reason in account.Entries
            .Where(e => e.Reason.Length > 0).GroupBy(e => (e.State, e.Reason)).OrderByDescending(r => r.Sum(e => e.Count)))
        {
            console.MarkupLine($"[grey]{(reason.Key.State == OutcomeState.Skipped ? "skipped" : "unscored")}, {Markup.Escape(reason.Key.Reason)}: {Count(reason.Sum(e => e.Count))}[/]");
        }

        foreach (string judge in account.Judges)
        {
            if (GivenUpText.Of(account.GivenUpBy(judge)) is { } givenUp)
            {
                console.MarkupLine($"[grey]{Markup.Escape(TerminalText.Clean(judge))}: to make the budget last, {givenUp}[/]");
            }
        }
    }

    private static void Add(Table table, string name, IReadOnlyList<LedgerAccount.Entry> entries, TimeSpan? oldest)
    {
        string Of(OutcomeState state) => Count(entries.Where(e => e.State == state).Sum(e => e.Count));

        table.AddRow(
            Markup.Escape(TerminalText.Clean(name)), Count(entries.Sum(e => e.Count)), Of(OutcomeState.Scored), Of(OutcomeState.Unscored), Of(OutcomeState.Skipped),
            Of(OutcomeState.Owed), oldest is { } age ? Age(age) : "");
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} d"),
    };
}
