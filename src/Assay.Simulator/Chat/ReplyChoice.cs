namespace Assay.Simulator.Chat;

/// <summary>One choice of a reply, as a range of the reply's bytes.</summary>
internal readonly record struct ReplyChoice(int Start, int Length, Ending Ending, IReadOnlyList<ScoreToken> Scores);
