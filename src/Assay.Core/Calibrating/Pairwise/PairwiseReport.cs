using Assay.Surfacing;

namespace Assay.Calibrating.Pairwise;

/// <summary>What recorded pairwise judgments say of their judge, and of the systems it compared.</summary>
public sealed record PairwiseReport(PairwiseFigures All)
{
    /// <summary>By the values of the group column; empty where there are none.</summary>
    public required IReadOnlyList<(string Group, PairwiseFigures Figures)> Groups { get; init; }

    /// <summary>Of items with a verdict, how many the first output wins, ties and contradictions, and how many it loses.</summary>
    public (int Wins, int Ties, int Losses) Outcomes { get; init; }

    /// <summary>Of whom the win rate is, where two systems are named; null: of whatever output stands first.</summary>
    public string? FirstSystem { get; init; }

    /// <summary>Ties that no judge was asked about, for both outputs are the same.</summary>
    public int Identical { get; init; }

    /// <summary>How often the first output wins, a tie and a contradiction counting a half.</summary>
    public Estimate? WinRate { get; init; }

    /// <summary>Null where lengths are not known.</summary>
    public LengthControl? Length { get; init; }

    /// <summary>Accuracy of always preferring the longer output; null where lengths or gold are not known.</summary>
    public Estimate? Longest { get; init; }

    /// <summary>Who met whom, where systems are named.</summary>
    public required IReadOnlyList<SystemPair> Systems { get; init; }

    /// <summary>Null where fewer than two systems are named.</summary>
    public BradleyTerry? Ranking { get; init; }

    /// <summary>What a reader must know, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <param name="cases">At least one.</param>
    /// <param name="areLive">They were just judged, in both orders, and not found in a file.</param>
    public static PairwiseReport Of(IReadOnlyList<PairwiseCase> cases, bool areLive = false)
    {
        PairwiseCase[] named = [.. cases.Where(c => c.Systems is not null && c.Outcome is not null && c.Systems.Value.First != c.Systems.Value.Second)];
        var all = PairwiseFigures.Of(cases);
        IReadOnlyList<SystemPair> systems = SystemPair.Of(named);
        // Who wins is told of one system, in whatever place its outputs stand; of several no one rate says anything.
        string? one = areLive && systems.Count == 1 ? named[0].Systems!.Value.First : null;
        PairwiseCase[] facing = areLive && systems.Count > 1 ? [] : [.. cases.Select(c => one is null ? c : SystemPair.Facing(c, one))];
        var report = new PairwiseReport(all)
        {
            Groups = [.. cases.Where(c => c.Group is not null).GroupBy(c => c.Group!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, PairwiseFigures.Of([.. g])))],
            Outcomes = (facing.Count(c => c.Outcome == 1), facing.Count(c => c.Outcome == 0.5), facing.Count(c => c.Outcome == 0)),
            FirstSystem = one,
            Identical = cases.Count(c => c.IsIdentical),
            WinRate = SystemPair.Rate(facing),
            Length = LengthControl.Of(facing),
            Longest = LongestAccuracy(cases),
            Systems = systems,
            Ranking = named.Length == 0 ? null : BradleyTerry.Of([.. named.Select(c => (c.Systems!.Value.First, c.Systems.Value.Second, c.Outcome!.Value, c.Item))]),
            Warnings = [],
        };
        return report with { Warnings = [.. Few(report), .. areLive ? [] : OfRecords(report, cases), .. OfJudge(report, areLive)] };
    }

    private static Estimate? LongestAccuracy(IReadOnlyList<PairwiseCase> cases)
    {
        PairwiseCase[] known = [.. cases.Where(c => c.Gold is not null && c.Lengths?.Second is not null)];
        return Estimate.OfShare(known.Length, known.Count(c => c.Gold == c.Lengths!.First.CompareTo(c.Lengths.Second!.Value) switch { > 0 => Preference.First, < 0 => Preference.Second, _ => Preference.Tie }), 0, 1);
    }

    private static IEnumerable<string> Few(PairwiseReport report)
    {
        if (report.All.Items < MinimumSample.ForMean)
        {
            yield return $"{report.All.Items} item{(report.All.Items == 1 ? " is" : "s are")} few: the intervals say how little is known. {MinimumSample.ForMean} are needed for figures to rely on, 100 and more to tell judges apart.";
        }
    }

    private static IEnumerable<string> OfRecords(PairwiseReport report, IReadOnlyList<PairwiseCase> cases)
    {
        int judgments = cases.Sum(c => c.Verdicts.Count());
        if (report.All.Unreadable > judgments / 20.0)
        {
            yield return $"{report.All.Unreadable} of {judgments} judgments cannot be read; they count as right nowhere. Where replies end in another form, --pattern says how: '[[x]]' or '/Output \\((a|b)\\)/'.";
        }

        if (report.All.WithGold == 0)
        {
            yield return "No record says which output is better, so nothing is known of accuracy. Give gold in the records, or a file of id and label with --gold.";
        }

        if (!cases.Any(c => c.HasBothOrders))
        {
            yield return "No item was judged in both orders, so nothing is known of how steady the judge is. Judge every pair a second time with the outputs swapped, and mark those records \"order\": \"swapped\".";
        }
        else if (cases.Count(c => !c.HasBothOrders) is > 0 and var once)
        {
            yield return $"{once} item{(once == 1 ? " was" : "s were")} judged in one order only and tell nothing of consistency.";
        }
    }

    private static IEnumerable<string> OfJudge(PairwiseReport report, bool areLive)
    {
        if (report.All.Consistency is { High: < 0.7 } consistency)
        {
            yield return $"Verdicts change with the order of the outputs in {(1 - consistency.Mean) * 100:0} % of items: {(areLive ? "these are ties, and hide what the judge might see in others" : "too often to use one order alone")}.";
        }

        // What no model of lengths can tell, because no two outputs were as long, is no finding.
        if (report is { Length.WinRate.Estimate: { Low: { } low, High: { } high } controlled, WinRate.Mean: var raw } && Math.Abs(controlled.Mean - raw) > 0.1 && (raw < low || raw > high))
        {
            yield return $"At equal length the win rate is {controlled.Mean * 100:0.0} %, not {raw * 100:0.0} %: length decides much of it.";
        }
    }
}
