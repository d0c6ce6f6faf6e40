using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Testing;

/// <summary>Makes the things that tests are about, with defaults that need no explanation.</summary>
internal static class Some
{
    public static readonly Scale OneToFive = new Scale.Numeric(1, 5, Fractions: false);

    public static readonly Scale OneToTen = new Scale.Numeric(1, 10, Fractions: false);

    public static readonly Scale ZeroToOne = new Scale.Numeric(0, 1, Fractions: true);

    public static readonly ModelPrice Price = new(Input: 1, CachedInput: 0.5m, Output: 4);

    public static Response Response(string output = "Paris is the capital of France.", string input = "What is the capital of France?") =>
        new() { Id = "r1", Input = input, Output = output };

    public static Criterion Criterion(string name = "accuracy", Scale? scale = null, double weight = 1) =>
        new() { Name = name, Question = $"How is the {name}?", Scale = scale ?? OneToFive, Weight = weight };

    public static Rubric Rubric(params Criterion[] criteria)
    {
        Criterion[] asked = criteria.Length == 0 ? [Criterion()] : criteria;
        return new Rubric { Name = "quality", Criteria = asked, Overall = asked[0].Scale };
    }

    public static Judge Judge(Rubric? rubric = null) =>
        new() { Name = "quality", Model = new ModelReference("openai", "m"), Rubric = rubric ?? Rubric() };

    /// <summary>A reply that grades <c>accuracy</c>.</summary>
    public static string Verdict(double score = 4, string criterion = "accuracy") =>
        FormattableString.Invariant($$$"""{"{{{criterion}}}":{"reason":"because","score":{{{score}}}}}""");

    public static ChatResponse Reply(string text, ChatFinishReason? finish = null, long? input = 100, long? output = 20) =>
        new(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = finish ?? ChatFinishReason.Stop,
            ModelId = "m-2026",
            Usage = input is null ? null : new UsageDetails { InputTokenCount = input, OutputTokenCount = output },
        };

    /// <summary>One reply with several answers.</summary>
    public static ChatResponse Choices(params string[] texts) => new([.. texts.Select(t => new ChatMessage(ChatRole.Assistant, t))])
    {
        FinishReason = ChatFinishReason.Stop, ModelId = "m-2026", Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20 * texts.Length },
    };

    public static ProviderException Error(ErrorClass errorClass, int? status = 500) => new(errorClass, $"the provider says {errorClass}") { StatusCode = status };
}
