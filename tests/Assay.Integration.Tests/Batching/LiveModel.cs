using System.Globalization;
using System.Text.RegularExpressions;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Batching;

/// <summary>Answers every call at once, and takes its time on a clock all the same where there is one.</summary>
/// <param name="grade">By the number of the response's question, 0 where it has none; null: always 4.</param>
internal sealed partial class LiveModel(PassingClock? clock = null, Func<int, int>? grade = null) : IChatClient
{
    private int _calls;

    /// <summary>Asks for accuracy, or in two calls for accuracy and tone.</summary>
    public static Judge Judge(LaneTerms lanes, bool oneCallPerCriterion, int samples = 1)
    {
        var scale = new Scale.Numeric(1, 5, Fractions: false);
        return new Judge
        {
            Name = "quality",
            Model = new ModelReference("openai", "m"),
            Rubric = new Rubric { Name = "quality", Overall = scale, Criteria = [.. (oneCallPerCriterion ? new[] { "accuracy", "tone" } : ["accuracy"]).Select(n => new Criterion { Name = n, Question = $"How is the {n}?", Scale = scale })] },
            OneCallPerCriterion = oneCallPerCriterion,
            Samples = SamplePlan.Of(samples),
            Terms = new JudgeTerms { Lanes = lanes },
        };
    }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>As if one call were made after another.</summary>
    public TimeSpan Takes { get; set; }

    public static ChatResponse Verdict(IEnumerable<ChatMessage> messages, Func<int, int>? grade = null)
    {
        string text = string.Concat(messages.Select(m => m.Text));
        int score = grade?.Invoke(Number().Match(text) is { Success: true } number ? int.Parse(number.Groups["number"].Value, CultureInfo.InvariantCulture) : 0) ?? 4;
        string criterion = text.Contains("How is the tone?", StringComparison.Ordinal) ? "tone" : "accuracy";
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, $$$"""{"{{{criterion}}}":{"reason":"because","score":{{{score}}}}}"""))
        {
            FinishReason = ChatFinishReason.Stop,
            ModelId = "m-2026",
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20 },
        };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        clock?.Advance(Takes);
        return Task.FromResult(Verdict(messages, grade));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    [GeneratedRegex("question (?<number>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
