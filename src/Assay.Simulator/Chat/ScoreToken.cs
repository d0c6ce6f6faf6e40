namespace Assay.Simulator.Chat;

/// <summary>Where a reply states a score, and how likely each value was.</summary>
/// <param name="Start">Offset in the choice's bytes.</param>
internal sealed record ScoreToken(int Start, int Length, (string Text, double Probability)[] Alternatives);
