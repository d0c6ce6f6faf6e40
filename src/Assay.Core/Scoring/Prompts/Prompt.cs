namespace Assay.Scoring.Prompts;

/// <summary>What is sent to a judge for one response. The system text is the same for every response, so that providers can cache it.</summary>
/// <param name="Neutralised">Hidden characters and imitated fences that were made harmless in the judged material.</param>
/// <param name="Boundary">The random text that fences the material in <paramref name="User"/>; empty where there is none.</param>
public sealed record Prompt(string System, string User, int Neutralised, string Boundary = "");
