namespace Assay.Scoring.Running;

/// <summary>What a panel's stages and voters did in a run.</summary>
public sealed record PanelSums(IReadOnlyList<PanelSums.Stage> Stages, IReadOnlyList<PanelSums.Voter> Voters)
{
    /// <param name="Asked">Verdicts that came to the stage.</param>
    /// <param name="Decided">Those of them that are its own.</param>
    /// <param name="CostUsd">Of all its calls, those for verdicts that are still owed among them.</param>
    public sealed record Stage(string Name, long Asked, long Decided, decimal CostUsd);

    /// <param name="Asked">Decided verdicts that it was asked for.</param>
    /// <param name="Failed">Those of them that it gave no verdict on.</param>
    public sealed record Voter(string Name, long Asked, long Failed)
    {
        public decimal CostUsd { get; init; }

        public long CachedTokens { get; init; }

        public long CacheWriteTokens { get; init; }
    }

    /// <summary>Puts together what was counted apart.</summary>
    /// <param name="stages">By the place of the stage.</param>
    /// <param name="spent">By the place of the stage.</param>
    /// <param name="calls">By the name of the voter.</param>
    /// <returns>Null where nothing was.</returns>
    public static PanelSums? Of(
        IReadOnlyList<(int Place, string Name, long Asked, long Decided)> stages, IReadOnlyDictionary<int, decimal> spent, IReadOnlyList<Voter> voters, IReadOnlyDictionary<string, (decimal CostUsd, long CachedTokens, long CacheWriteTokens)> calls)
    {
        return stages.Count == 0 && calls.Count == 0 ? null : new PanelSums(
            [.. stages.OrderBy(s => s.Place).Select(s => new Stage(s.Name, s.Asked, s.Decided, spent.GetValueOrDefault(s.Place)))],
            [
                .. voters.Select(Paid),
                .. calls.Keys.Where(name => voters.All(v => v.Name != name)).Select(name => Paid(new Voter(name, 0, 0))),
            ]);

        Voter Paid(Voter voter) => calls.TryGetValue(voter.Name, out var paid) ? voter with { CostUsd = paid.CostUsd, CachedTokens = paid.CachedTokens, CacheWriteTokens = paid.CacheWriteTokens } : voter;
    }
}
