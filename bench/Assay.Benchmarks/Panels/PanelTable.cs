using System.Globalization;
using Assay.Calibrating.Certainty;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Sampling;

namespace Assay.Benchmarks.Panels;

/// <summary>
/// Cost and accuracy of one judge, of several samples of it, of a jury and of a certified cascade, side by side: on simulated judges of
/// known accuracy and on recorded verdicts, all by the product's own path; and whether certificates hold what they promise.
/// </summary>
internal static class PanelTable
{
    private const int SimulatedItems = 4_000;
    private const int SimulatedGold = 800;

    public static async Task<int> RunAsync(int splits, string data)
    {
        Console.WriteLine("| items | judges | right | decided | USD per 1,000 |");
        Console.WriteLine("|---|---|--:|--:|--:|");
        var promises = new List<string>();
        bool holds = true;
        foreach (PanelSet? set in (PanelSet?[])[PanelSet.Simulated(SimulatedItems), PanelSet.LlmBar(data), PanelSet.PandaLm(data)])
        {
            if (set is not null)
            {
                holds &= await RunAsync(set, splits, promises);
            }
        }

        Console.WriteLine();
        Console.WriteLine("| items | target | certified | splits without a wrong certificate | agreement on the others | held there | decided | of these by the cheap judges |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        promises.ForEach(Console.WriteLine);
        if (!Directory.Exists(data))
        {
            Console.WriteLine($"Skipped: recorded verdicts, for there is no {data}.");
        }

        return holds ? 0 : 1;
    }

    private static async Task<bool> RunAsync(PanelSet set, int splits, List<string> promises)
    {
        var run = new PanelRun(set);
        Judge[] singles = [.. set.Models.Select(run.Single)];
        foreach (Judge single in singles)
        {
            await ShowAsync(run, set, single.Name, single);
        }

        if (set.Samples > 1)
        {
            foreach (Judge judge in singles.SkipLast(1))
            {
                await ShowAsync(run, set, $"{judge.Name}, k={set.Samples}", run.Of(PanelRun.Panel(PanelKind.Jury, ("k", Samples(judge, set.Samples), new Combination.Majority()))));
            }
        }

        await ShowAsync(run, set, $"jury of {singles.Length}, majority", run.Of(PanelRun.Panel(PanelKind.Jury, ("jury", [.. singles.Select(s => new Voter(s, 0))], new Combination.Majority()))));
        if (set.Samples > 1 && singles.Length > 2)
        {
            await ShowAsync(run, set, $"jury of the {singles.Length - 1} cheap ones, k={set.Samples} each", run.Of(PanelRun.Panel(PanelKind.Jury, ("jury", [.. singles.SkipLast(1).SelectMany(s => Samples(s, set.Samples))], new Combination.Majority()))));
        }

        // Where each was asked once, what they agree on is the one certainty there is.
        bool holds = await CertifyAsync(run, set, "by samples", set.Samples > 1
            ? PanelRun.Panel(PanelKind.Cascade, [.. singles.TakeLast(2).Select(s => (s.Name, Samples(s, set.Samples), (Combination)new Combination.Majority()))])
            : PanelRun.Panel(PanelKind.Cascade, ("both", [.. singles.Select(s => new Voter(s, 0))], new Combination.Majority())), splits, promises);
        Judge[] weighted = [.. set.Models.Zip(singles, (model, single) => (model, single)).Where(s => s.model.Odds is not null).Select(s => s.single with { Scores = ScoreReading.Weighted })];
        foreach (Judge judge in weighted)
        {
            await ShowAsync(run, set, $"{judge.Name}, weighted", judge);
        }

        return weighted.Length == 0 ? holds
            : await CertifyAsync(run, set, "by token probabilities", PanelRun.Panel(PanelKind.Cascade, [.. weighted.TakeLast(2).Select(s => (s.Name, Samples(s, 1), (Combination)new Combination.Mean()))]), splits, promises) && holds;
    }

    /// <summary>Whether no more certificates of a cascade are wrong than may be; with its rows in both tables.</summary>
    private static async Task<bool> CertifyAsync(PanelRun run, PanelSet set, string kind, Panel stages, int splits, List<string> promises)
    {
        IReadOnlyList<Judged.Decided> asked = await run.JudgeAsync(run.Of(stages with { AsksAll = true }));
        bool holds = true;
        foreach (double target in (double[])[0.8, 0.9])
        {
            var goal = new CascadeGoal(target, CascadeGoal.UsualDelta);
            int gold = set.Truth.Count == SimulatedItems ? SimulatedGold : set.Truth.Count * 7 / 10;
            CertifiedSplits found = CertifiedSplits.Of(asked, set.Truth, goal, (splits, gold, Seed: 40));
            string held = found.Certified == 0 ? "" : Share((double)found.Held / found.Certified);
            promises.Add(string.Create(CultureInfo.InvariantCulture, $"| {set.Name}, {kind} | {Share(target)} | {found.Certified} of {splits} | {Share(1 - ((double)(found.Certified - found.Kept) / splits))} | {(found.Certified == 0 ? "" : Share(found.Agreement))} | {held} | {(found.Certified == 0 ? "" : Share(found.Decided))} | {(found.Certified == 0 ? "" : Share(found.First))} |"));
            holds &= found.Certified - found.Kept <= goal.Delta * splits;
            if (Certificate(asked, set, goal, gold) is { } rule)
            {
                await ShowAsync(run, set, $"cascade {string.Join(" → ", stages.Stages.Select(s => $"{s.Name} x{s.Voters.Count}"))}, {kind}, certified at {Share(target)}", run.Of(stages with { Escalation = rule, LeavesUnscored = true }));
            }
        }

        return holds;
    }

    /// <summary>Learnt on a part of the items, drawn by chance: files have what belongs together one after another.</summary>
    private static Escalation.Certified? Certificate(IReadOnlyList<Judged.Decided> asked, PanelSet set, CascadeGoal goal, int gold)
    {
        string[] stages = [.. asked[0].Panel!.Stages.Select(s => s.Name)];
        int[] drawn = [.. Enumerable.Range(0, asked.Count)];
        new Random(Seed: 41).Shuffle(drawn);
        CascadeItem[] items = [.. drawn.Take(gold).Select(i => new CascadeItem(set.Truth[i], [.. asked[i].Panel!.Stages.Select(s => s is { Grade: { } grade, Certainty: { } certainty } ? new CascadeVerdict(grade, certainty, null) : null)]))];
        return CascadeReading.Certify(items, stages, goal) is { } certificate ? new Escalation.Certified([.. CertificateFile.Of(goal, certificate, stages).Stages.Select(s => s.Threshold)], "") : null;
    }

    private static Voter[] Samples(Judge judge, int samples) => [.. Enumerable.Range(0, samples).Select(s => new Voter(judge, s))];

    private static async Task ShowAsync(PanelRun run, PanelSet set, string name, Judge judge)
    {
        IReadOnlyList<Judged.Decided> judged = await run.JudgeAsync(judge);
        Verdict.Scored?[] scored = [.. judged.Select(j => j.Verdict as Verdict.Scored)];
        int decided = scored.Count(s => s is not null);
        int right = scored.Where((s, i) => s is not null && set.Nearest(s.Scores[0].Value) == set.Truth[i]).Count();
        decimal cost = judged.Sum(j => j.Attempts.Sum(a => a.CostUsd)) / judged.Count * 1000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {set.Name} | {name} | {Share((double)right / decided)} | {Share((double)decided / judged.Count)} | {cost:0.000} |"));
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
