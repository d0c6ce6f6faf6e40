using Assay.Configuring;
using Assay.Gating.Prompts;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Cli.Prompting;

/// <summary>What a judge version said of the answers of a prompt version, in the last run that has any.</summary>
/// <param name="JudgingUsd">Over all runs of the version with this judge version.</param>
internal sealed record PromptScores(StoredPrompt Prompt, StoredRun Run, RunAccount Account, decimal JudgingUsd)
{
    /// <summary>The overall score, or the first criterion.</summary>
    public Estimate? Main => Account.Scores.Count > 0 ? Account.Scores[0].Mean() : null;

    /// <summary>One by judge version that judged it, the last used first.</summary>
    public static async Task<IReadOnlyList<PromptScores>> ReadAsync(ILedgerQueries ledger, StoredPrompt prompt, IReadOnlyList<StoredRun> runs, string? judge, CancellationToken cancellationToken)
    {
        var scores = new List<PromptScores>();
        foreach (IGrouping<long, StoredRun> judged in runs.Where(r => prompt.Runs.Contains(r.Key.Run) && (judge is null || r.Judge == judge)).GroupBy(r => r.Key.JudgeVersion))
        {
            var accounts = new List<(StoredRun Run, RunAccount Account)>();
            foreach (StoredRun run in judged)
            {
                accounts.Add((run, await ledger.AccountAsync(run.Key, [], cancellationToken)));
            }

            // Runs come the latest first.
            if (accounts.Find(a => a.Account.Scored > 0) is { Run: { } last } found)
            {
                scores.Add(new PromptScores(prompt, last, found.Account, accounts.Sum(a => a.Account.CostUsd)));
            }
        }

        return scores;
    }

    /// <summary>The version that a text begins; null where none does.</summary>
    /// <exception cref="ConfigurationException">More than one does.</exception>
    public static StoredPrompt? Find(IEnumerable<StoredPrompt> prompts, string version)
    {
        StoredPrompt[] found = [.. prompts.Where(p => version.Length > 0 && p.Version.StartsWith(version, StringComparison.OrdinalIgnoreCase))];
        return found.Select(p => p.Version).Distinct(StringComparer.Ordinal).Count() > 1
            ? throw new ConfigurationException($"{version} begins more than one version: {string.Join(", ", found.Select(p => $"{p.Version} ({p.Name})"))}. Write more of it.")
            : found.FirstOrDefault();
    }
}
