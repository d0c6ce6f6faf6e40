using Microsoft.Extensions.AI.Evaluation;

namespace Assay.Evaluation;

/// <summary>Tells an Assay judge that is asked as an evaluator what a right answer would say. Any other context is what the application answered from.</summary>
public sealed class ReferenceContext(string reference) : EvaluationContext("Reference", reference)
{
    public string Reference { get; } = reference;
}
