using System.Text;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
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

    /// <summary>A reply whose grades stand in tokens of their own, each with what else might have been written in its place; the first is written.</summary>
    public static ChatMessage Weighed(params (string Criterion, (string Text, double Probability)[] Top)[] grades)
    {
        var tokens = new List<ReplyToken>();
        foreach ((string criterion, (string Text, double Probability)[] top) in grades)
        {
            tokens.Add(Token($$"""{{(tokens.Count == 0 ? "{" : ",")}}"{{criterion}}":{"reason":"because","score":""", 1));
            tokens.Add(Token(top[0].Text, top[0].Probability) with { Top = [.. top.Select(t => (t.Text, Math.Log(t.Probability)))] });
            tokens.Add(Token("}", 1));
        }

        tokens.Add(Token("}", 1));
        return new ChatMessage(ChatRole.Assistant, string.Concat(tokens.Select(t => t.Text))) { AdditionalProperties = new() { [CallProperties.Tokens] = (IReadOnlyList<ReplyToken>)tokens } };
    }

    private static ReplyToken Token(string text, double probability) => new(text, Encoding.UTF8.GetByteCount(text), Math.Log(probability), []);

    public static ChatResponse Reply(ChatMessage message) => new(message) { FinishReason = ChatFinishReason.Stop, ModelId = "m-2026", Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20 } };

    public static ProviderException Error(ErrorClass errorClass, int? status = 500) => new(errorClass, $"the provider says {errorClass}") { StatusCode = status };
}
