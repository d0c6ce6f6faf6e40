namespace Assay.Scoring.Replies;

/// <summary>One token of a model's reply, and what else the model might have written in its place.</summary>
/// <param name="Bytes">Of the reply's text that it stands for, in UTF-8; it may hold a part of a character.</param>
/// <param name="LogProbability">Natural logarithm.</param>
/// <param name="Top">The most probable tokens, mostly with this one among them.</param>
public sealed record ReplyToken(string Text, int Bytes, double LogProbability, IReadOnlyList<(string Text, double LogProbability)> Top);
