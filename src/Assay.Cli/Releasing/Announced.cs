namespace Assay.Cli.Releasing;

/// <summary>What came of announcing a release.</summary>
/// <param name="At">When it went out, as it was first announced.</param>
/// <param name="ComparedWith">The release before it; null: none is known.</param>
/// <param name="Message">For people.</param>
internal sealed record Announced(string Name, DateTimeOffset At, bool IsNew, string? ComparedWith, string Message);
