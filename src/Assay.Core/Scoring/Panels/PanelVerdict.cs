namespace Assay.Scoring.Panels;

/// <summary>How a panel came to its verdict: what each stage and each voter said.</summary>
public sealed record PanelVerdict(IReadOnlyList<StageVerdict> Stages, IReadOnlyList<PanelVote> Votes)
{
    /// <summary>The stage whose verdict it is; null where none decided.</summary>
    public StageVerdict? Decider => Stages.FirstOrDefault(s => s.Decided);

    /// <summary>People are asked.</summary>
    public bool IsForPeople => Stages.Any(s => s.Name == StageVerdict.People);
}
