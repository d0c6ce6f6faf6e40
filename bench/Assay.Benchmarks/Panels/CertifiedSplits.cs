using Assay.Calibrating.Certainty;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;

namespace Assay.Benchmarks.Panels;

/// <summary>Certifies a cascade on one part of the items and sees on the others whether the promise holds, again and again.</summary>
/// <param name="Certified">Splits in which there was a certificate.</param>
/// <param name="Kept">Those of them in which what is decided of all items, which the split was drawn from, agrees with the truth as often as was promised: what a certificate says.</param>
/// <param name="Held">Those of them in which what was decided of the other items did. Of few others it errs by chance, and most where gold looked best.</param>
/// <param name="Decided">Mean share of the other items that a stage decided, where there was a certificate.</param>
/// <param name="First">Mean share of the decided that the first stage decided.</param>
internal sealed record CertifiedSplits(int Splits, int Certified, int Kept, int Held, double Agreement, double Decided, double First)
{
    /// <param name="asked">What every stage said of each item.</param>
    public static CertifiedSplits Of(IReadOnlyList<Judged.Decided> asked, IReadOnlyList<string> truth, CascadeGoal goal, (int Splits, int Gold, int Seed) by)
    {
        CascadeItem[] items = [.. asked.Select((judged, i) => new CascadeItem(truth[i], [.. judged.Panel!.Stages.Select(Verdict)]))];
        string[] stages = [.. asked[0].Panel!.Stages.Select(s => s.Name)];
        int[] order = [.. Enumerable.Range(0, items.Length)];
        var random = new Random(by.Seed);
        (int certified, int kept, int held, double agreement, double share, double first) = (0, 0, 0, 0, 0, 0);
        for (int split = 0; split < by.Splits; split++)
        {
            random.Shuffle(order);
            if (CascadeReading.Certify([.. order.Take(by.Gold).Select(i => items[i])], stages, goal) is not { } certificate)
            {
                continue;
            }

            certified++;
            var rule = new Escalation.Certified([.. CertificateFile.Of(goal, certificate, stages).Stages.Select(s => s.Threshold)], "");
            (int decided, int right, int cheap) = Decide(order.Skip(by.Gold), rule, asked, truth);
            (int decidedOfAll, int rightOfAll, _) = Decide(order, rule, asked, truth);
            kept += rightOfAll >= goal.Target * decidedOfAll ? 1 : 0;
            held += decided == 0 || right >= goal.Target * decided ? 1 : 0;
            agreement += decided == 0 ? 1 : (double)right / decided;
            share += (double)decided / (items.Length - by.Gold);
            first += decided == 0 ? 0 : (double)cheap / decided;
        }

        return new CertifiedSplits(by.Splits, certified, kept, held, agreement / certified, share / certified, first / certified);
    }

    private static (int Decided, int Right, int Cheap) Decide(IEnumerable<int> items, Escalation.Certified rule, IReadOnlyList<Judged.Decided> asked, IReadOnlyList<string> truth)
    {
        (int decided, int right, int cheap) = (0, 0, 0);
        foreach (int i in items)
        {
            if (asked[i].Panel!.Stages.FirstOrDefault(s => s.Score is not null && rule.Decides(s.Stage, s)) is { } decider)
            {
                decided++;
                cheap += decider.Stage == 0 ? 1 : 0;
                right += decider.Grade == truth[i] ? 1 : 0;
            }
        }

        return (decided, right, cheap);
    }

    private static CascadeVerdict? Verdict(StageVerdict said) => said is { Grade: { } grade, Certainty: { } certainty } ? new CascadeVerdict(grade, certainty, null) : null;
}
