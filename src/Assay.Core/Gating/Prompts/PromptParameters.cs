namespace Assay.Gating.Prompts;

/// <summary>How a prompt's model is asked; what is null is left to the provider.</summary>
public sealed record PromptParameters
{
    /// <summary>Room for a long answer; with a budget the worst case of a call is reserved by it.</summary>
    public const int UsualMaxOutputTokens = 4_096;

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int MaxOutputTokens { get; init; } = UsualMaxOutputTokens;

    public int? Seed { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];
}
