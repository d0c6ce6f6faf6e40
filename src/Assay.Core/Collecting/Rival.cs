namespace Assay.Collecting;

/// <summary>What else was put out for the same input. A response that has one is a pair, for a judge that says which of two is better.</summary>
public sealed record Rival(string Output)
{
    /// <summary>Who put out the response's own output, and who this one; null where nobody is named.</summary>
    public (string Own, string Other)? Systems { get; init; }

    /// <summary>What pairs of several systems have in common; null: the pair stands for itself.</summary>
    public string? Item { get; init; }
}
