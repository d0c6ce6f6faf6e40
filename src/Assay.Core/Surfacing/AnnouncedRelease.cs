namespace Assay.Surfacing;

/// <summary>A release of the application that somebody announced.</summary>
/// <param name="At">When it went out.</param>
/// <param name="Note">What was changed, in the words of whoever announced it.</param>
public sealed record AnnouncedRelease(string Name, DateTimeOffset At, string? Note);
