using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Offline;

/// <summary>A judge without a model, for trying the pipeline: it grades by word overlap, length and stock refusals. Its scores say nothing about quality.</summary>
public sealed class HeuristicChatClient : IChatClient
{
    public const string Model = "heuristic";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var question = (OfflineQuestion)options!.AdditionalProperties![OfflineQuestion.Property]!;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Reply(question)))
        {
            ModelId = Model,
            FinishReason = ChatFinishReason.Stop,
            Usage = NoTokens,
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static readonly UsageDetails NoTokens = new() { InputTokenCount = 0, OutputTokenCount = 0, TotalTokenCount = 0 };

    private static string Reply(OfflineQuestion question)
    {
        Heuristics found = Heuristics.Of(question.Response);
        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (Criterion criterion in question.Asked)
            {
                double quality = found.For(criterion.Name);
                json.WriteStartObject(criterion.Name);
                json.WriteString("reason", found.Reason);
                Write(json, criterion.Scale, question.Response.Rival is { } rival ? Preferred(quality, Heuristics.Of(question.Response with { Output = rival.Output }).For(criterion.Name)) : quality);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The better of two outputs as a quality: the first, the second, or neither.</summary>
    private static double Preferred(double first, double second) => Math.Abs(first - second) < 0.01 ? 0.5 : first > second ? 1 : 0;

    private static void Write(Utf8JsonWriter json, Scale scale, double quality)
    {
        switch (scale)
        {
            case Scale.Numeric { From: var from, To: var to, Fractions: true }:
                json.WriteNumber("score", Math.Round(from + quality * (to - from), 2));
                break;
            case Scale.Numeric { From: var from, To: var to }:
                json.WriteNumber("score", Math.Round(from + quality * (to - from)));
                break;
            case Scale.Labels labels:
                json.WriteString("score", labels.Values.OrderBy(v => v.Value).ElementAt((int)(quality * (labels.Values.Count - 0.001))).Name);
                break;
            case Scale.Checklist checklist:
                json.WriteStartObject("answers");
                for (int i = 1; i <= checklist.Items.Count; i++)
                {
                    json.WriteString(i.ToString(CultureInfo.InvariantCulture), quality * checklist.Items.Count >= i - 0.5 ? "yes" : "no");
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteString("score", quality >= 0.5 ? "pass" : "fail");
                break;
        }
    }
}
