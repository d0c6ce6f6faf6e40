using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Browser;

/// <summary>What people say of every sixth response that the support judge scored: mostly what it says, and sometimes a point more.</summary>
internal static class SeededLabels
{
    private static readonly string[] Criteria = ["accuracy", "tone"];

    /// <param name="raters">The first labels everything, the others every second item.</param>
    public static async Task AddAsync(string path, DateTimeOffset now, IReadOnlyList<string> raters, CancellationToken cancellationToken)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(path, TimeProvider.System);
        string version = SeededLedger.Support().Version;
        foreach (string criterion in Criteria)
        {
            IReadOnlyList<LabelCandidate> scored = await ledger.Labels.CandidatesAsync(new LabelFrameQuery("support", version, now.AddDays(-SeededLedger.Days), now) { Criteria = [criterion], AtMost = 100_000 }, cancellationToken);
            LabelCandidate[] drawn = [.. scored.Where((_, i) => i % 6 == 0)];
            if (criterion == Criteria[0])
            {
                var queue = new LabelQueue
                {
                    Id = "seed", Judge = "support", JudgeVersion = version, Criteria = [.. Criteria.Select(c => new AskedCriterion(c, null, new Scale.Numeric(1, 5, Fractions: false)))], From = now.AddDays(-SeededLedger.Days), To = now,
                    DrawnAt = now, Seed = 1, Population = scored.Count, Rates = new LabelRates(1 / 6.0, 0, 0),
                };
                LabelItem[] items = [.. drawn.Select((c, i) => new LabelItem(c.Key, c.ResponseId, c.Revision, i + 1) { Arm = LabelArm.Random, Probability = 1 / 6.0, Stratum = "all" })];
                await ledger.Labels.SaveQueueAsync(queue, items, new Dictionary<long, double>(), cancellationToken);
            }

            HumanLabel[] labels =
            [
                .. from rater in Enumerable.Range(0, raters.Count)
                   from item in Enumerable.Range(0, drawn.Length)
                   where rater == 0 || (item + rater) % 2 == 0
                   let said = drawn[item].Score + (item % 4 == 0 ? 1 : 0) - (rater > 0 && item % 9 == 0 ? 1 : 0)
                   select new HumanLabel(new LabelKey(drawn[item].ResponseId, drawn[item].Revision, "support", criterion, raters[rater]), Math.Clamp(said, 1, 5), 1, 5) { At = now.AddMinutes(item) },
            ];
            Assert.Empty(await ledger.Labels.SaveAsync(labels, cancellationToken));
        }
    }
}
