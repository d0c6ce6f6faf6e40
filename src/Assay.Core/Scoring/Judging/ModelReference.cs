namespace Assay.Scoring.Judging;

/// <summary>Which model judges, and where: <c>openai:gpt-4o-mini</c>, <c>anthropic:claude-haiku-4-5</c>, <c>azure:DEPLOYMENT</c>, <c>offline:heuristic</c>, or <c>offline:checks</c> where none does.</summary>
/// <param name="Provider">A built-in provider or one named in <c>assay.yaml</c>.</param>
public sealed record ModelReference(string Provider, string Model)
{
    /// <summary>The provider is the part before the first colon; a model may hold further colons (<c>ollama:qwen3:8b</c>).</summary>
    public static ModelReference? TryParse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || colon == text.Length - 1 || text.Any(char.IsWhiteSpace)
            ? null
            : new ModelReference(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Stands for a model where a judge has only checks, and asks none.</summary>
    public static ModelReference Checks { get; } = new("offline", "checks");

    /// <summary>No provider is asked.</summary>
    public bool IsOffline => Provider == "offline";

    /// <summary>Scores are made up by rules of thumb, and say nothing about quality.</summary>
    public bool IsHeuristic => IsOffline && this != Checks;

    public override string ToString() => $"{Provider}:{Model}";
}
