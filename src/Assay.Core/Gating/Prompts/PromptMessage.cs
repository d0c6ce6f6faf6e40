using Assay.Scoring.Prompts;

namespace Assay.Gating.Prompts;

/// <summary>One message of a prompt: who says it, and a template over the fields of a case.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
public sealed record PromptMessage(string Role, TextTemplate Text);
