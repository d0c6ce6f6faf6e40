using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Cli.Assisting.Tools;

/// <summary>What became of everything that was accepted.</summary>
internal static class LedgerTool
{
    public static readonly AssistantTool Tool = new()
    {
        Name = "ledger",
        Description = "How many responses were accepted, and what became of them: scored, unscored by reason, skipped by reason, owed and for how long. All time, by judge. Ask it when coverage is low, or nothing seems to be judged.",
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        LedgerAccount account = await asked.Ledger.AccountAsync(cancellationToken);
        json.WriteStartArray("judges");
        foreach (string judge in account.Judges)
        {
            List<LedgerAccount.Entry> entries = [.. account.Entries.Where(e => e.Judge == judge)];
            long Count(OutcomeState state) => entries.Where(e => e.State == state).Sum(e => e.Count);
            Dictionary<string, long> Reasons(OutcomeState state) => entries.Where(e => e.State == state).GroupBy(e => e.Reason).ToDictionary(g => g.Key, g => g.Sum(e => e.Count));
            json.WriteStartObject();
            json.Name("judge", judge);
            json.WriteNumber("accepted", entries.Sum(e => e.Count));
            json.WriteNumber("scored", Count(OutcomeState.Scored));
            json.Counts("unscored", Reasons(OutcomeState.Unscored));
            json.Counts("skipped", Reasons(OutcomeState.Skipped));
            json.WriteNumber("owed", Count(OutcomeState.Owed));
            if (account.OldestOwed.TryGetValue(judge, out DateTimeOffset oldest))
            {
                json.WriteNumber("oldest_owed_seconds", Math.Max(0, Math.Round((asked.Now - oldest).TotalSeconds)));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("equation", "accepted = scored + unscored + skipped + owed. An unscored response has no score; it is not a low one.");
    }
}
