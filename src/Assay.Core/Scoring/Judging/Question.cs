using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Caching;
using Assay.Scoring.Pairs;
using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>What one call asks a judge: its prompt, the form of the reply, and how the reply is read.</summary>
internal sealed class Question
{
    /// <summary>As many as providers name.</summary>
    private const int MostTopTokens = 20;

    private readonly Judge _judge;
    private readonly Func<Response, Prompt> _render;
    private readonly Func<string, Response, ReplyReading> _read;
    private readonly JsonElement _schema;
    private readonly AITool? _tool;
    private readonly ConcurrentDictionary<(ReplyForm, int, int), ChatOptions> _options = new();

    public Question(Judge judge, string version, int index, IReadOnlyList<Criterion> asked)
    {
        _judge = judge;
        Index = index;
        Keys = new QuestionKeys(version, index);
        Asked = judge.IsPairwise ? [PairRubric.Preference] : asked;
        (_render, _read) = judge.PreferredBy is { } by ? Comparing(judge, by, (PairOrder)index) : Grading(judge, asked);
        if (IsFreeText)
        {
            return;
        }

        _schema = ReplySchema.For(judge.Rubric, Asked);
        FormBytes = Encoding.UTF8.GetByteCount(_schema.GetRawText());
        _tool = AIFunctionFactory.CreateDeclaration(ReplySchema.Name, "Records the verdict.", _schema);
    }

    public int Index { get; }

    public IReadOnlyList<Criterion> Asked { get; }

    /// <summary>Makes the keys its replies are cached under.</summary>
    public QuestionKeys Keys { get; }

    /// <summary>A reply that a pattern reads is plain text: there is no form to find out.</summary>
    public bool IsFreeText => _judge.Pattern is not null;

    /// <summary>What its scores are called.</summary>
    public IReadOnlyList<string> Graded => _judge.IsPairwise ? [((PairOrder)Index).ToSnakeCase()] : [.. Asked.Select(c => c.Name)];

    /// <summary>Free text states its grade in no place that can be told from the text alone.</summary>
    private bool IsWeighted => _judge.Scores == ScoreReading.Weighted && !IsFreeText;

    /// <summary>Size of the reply schema, which providers bill as input.</summary>
    public int FormBytes { get; }

    public Prompt Render(Response response) => _render(response);

    /// <param name="maxOutputTokens">Of each choice.</param>
    public ChatOptions Options(ReplyForm form, int maxOutputTokens, int choices, Response response)
    {
        if (!_judge.Model.IsOffline)
        {
            // The same for every response; clients leave options as they are.
            return _options.GetOrAdd((form, maxOutputTokens, choices), static (asked, question) => question.NewOptions(asked.Item1, asked.Item2, asked.Item3), this);
        }

        ChatOptions options = NewOptions(form, maxOutputTokens, choices);
        (options.AdditionalProperties ??= [])[OfflineQuestion.Property] = new OfflineQuestion(Shown(response, _judge.IsPairwise ? (PairOrder)Index : PairOrder.Original), Asked);
        return options;
    }

    private ChatOptions NewOptions(ReplyForm form, int maxOutputTokens, int choices)
    {
        var options = new ChatOptions { Temperature = _judge.Temperature, MaxOutputTokens = maxOutputTokens };
        if (choices > 1)
        {
            (options.AdditionalProperties ??= [])[CallProperties.Choices] = choices;
        }

        if (IsWeighted && form != ReplyForm.ToolCall)
        {
            (options.AdditionalProperties ??= [])[CallProperties.TopTokens] = MostTopTokens;
        }

        switch (IsFreeText ? ReplyForm.Text : form)
        {
            case ReplyForm.JsonSchema:
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(_schema, ReplySchema.Name);
                break;
            case ReplyForm.ToolCall:
                options.Tools = [_tool!];
                options.ToolMode = ChatToolMode.RequireSpecific(ReplySchema.Name);
                break;
            case ReplyForm.JsonMode:
                options.ResponseFormat = ChatResponseFormat.Json;
                break;
        }

        return options;
    }

    public ReplyReading Read(ReplyChoice reply, Response response)
    {
        if (reply.Finish == ChatFinishReason.Length)
        {
            return new ReplyReading.Failed(UnscoredReason.Truncated, "the judge's reply was cut at its token limit");
        }

        if (reply.Refusal is not null || reply.Finish == ChatFinishReason.ContentFilter)
        {
            return new ReplyReading.Failed(UnscoredReason.Refused, reply.Refusal ?? "the provider's content filter stopped the judge");
        }

        return Read(reply.Text, response) switch
        {
            ReplyReading.Failed { Reason: UnscoredReason.Unreadable } when OutputChecks.IsRefusal(reply.Text) => new ReplyReading.Failed(UnscoredReason.Refused, "the judge refused in words"),
            ReplyReading.Read read => Weighted(read, Weights(reply)),
            var reading => reading,
        };
    }

    /// <summary>What a cache keeps of a reply that was read.</summary>
    public string Kept(ReplyChoice reply) => IsWeighted ? WeighedText.Join(reply.Text, Weights(reply)) : reply.Text;

    /// <summary>Reads what a cache kept.</summary>
    public ReplyReading ReadKept(string text, Response response)
    {
        (string reply, IReadOnlyList<ScoreWeight?> weights) = IsWeighted ? WeighedText.Split(text, Asked.Count) : (text, []);
        ReplyReading reading = Read(reply, response);
        return reading is ReplyReading.Read read ? Weighted(read, weights) : reading;
    }

    private ReplyReading Read(string text, Response response) => _read(text, response);

    private ScoreWeight?[] Weights(ReplyChoice reply) => IsWeighted && reply.Tokens.Count > 0 ? TokenWeights.Of(reply.Text, reply.Tokens, Asked) : [];

    /// <summary>A grade that little of the probability stands behind, or whose token was not found, counts as it stands.</summary>
    private ReplyReading.Read Weighted(ReplyReading.Read read, IReadOnlyList<ScoreWeight?> weights) => weights.Count == 0 ? read : read with
    {
        Scores = [.. read.Scores.Zip(weights, (score, weight) => weight is null ? score : score with
        {
            Mass = weight.Mass,
            Value = weight.Mass < TokenWeights.LeastMass ? score.Value : Own(weight.Expected),
            Grades = [.. weight.Grades.Select(g => g with { Grade = Own(g.Grade) })],
        })],
    };

    /// <summary>Of a pair, what is said of what was shown first is said of the response's own output.</summary>
    private double Own(double value) => _judge.IsPairwise ? PairRubric.Own((PairOrder)Index, value) : value;

    private static (Func<Response, Prompt>, Func<string, Response, ReplyReading>) Grading(Judge judge, IReadOnlyList<Criterion> asked) => (
        judge.Template is { } template ? new TemplatePrompt(template, judge.System, asked[0]).Render : new DefaultPrompt(judge.Rubric, asked).Render,
        judge.Pattern is { } pattern ? Ignoring(ReplyPattern.Parse(pattern, asked[0]).Read) : new JsonReply(judge.Rubric, asked).Read);

    private static Func<string, Response, ReplyReading> Ignoring(Func<string, ReplyReading> read) => (text, _) => read(text);

    private static (Func<Response, Prompt>, Func<string, Response, ReplyReading>) Comparing(Judge judge, Rubric by, PairOrder order)
    {
        Func<Response, Prompt> render = judge.Template is { } template
            ? new TemplatePrompt(template, judge.System, string.Join(", ", by.Criteria.Select(c => c.Name)), PairPrompt.Criteria(by)).Render
            : new PairPrompt(by).Render;
        return (pair => render(Shown(pair, order)), new PairReply(order, judge.Pattern).Read);
    }

    private static Response Shown(Response response, PairOrder order) => order == PairOrder.Swapped ? response.Swapped() : response;
}
