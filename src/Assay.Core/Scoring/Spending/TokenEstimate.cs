using System.Text;
using Assay.Scoring.Prompts;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Spending;

/// <summary>What a call may take, told from the bytes of its prompt before it is made.</summary>
/// <param name="PromptBytes">UTF-8, the reply schema included, which providers bill as input.</param>
/// <param name="MaxOutputTokens">The limit that is sent with the call, for each answer.</param>
public readonly record struct TokenEstimate(long PromptBytes, int MaxOutputTokens)
{
    // Tokenizers in use average four bytes a token on prose; none makes more than one token of a byte, which bounds what a call can cost.
    private const int UsualBytesPerToken = 4;

    // What providers add for roles and message ends.
    private const int FramingTokens = 64;

    /// <summary>A reason of at most 60 words and a score per criterion.</summary>
    private const int UsualOutputTokens = 120;

    /// <summary>How many answers are asked for.</summary>
    public int Choices { get; private init; } = 1;

    /// <summary>Input tokens, as they usually come out.</summary>
    public long Input => PromptBytes / UsualBytesPerToken;

    /// <summary>Output tokens, as they usually come out.</summary>
    public long Output => Choices * (long)Math.Min(UsualOutputTokens, MaxOutputTokens);

    /// <summary>Input and output tokens, as they usually come out.</summary>
    public long Usual => Input + Output;

    public static TokenEstimate Of(Prompt prompt, int formBytes, int maxOutputTokens) =>
        new(formBytes + Encoding.UTF8.GetByteCount(prompt.System) + Encoding.UTF8.GetByteCount(prompt.User), maxOutputTokens);

    public static TokenEstimate Of(IReadOnlyList<ChatMessage> messages, int formBytes, int maxOutputTokens)
    {
        long bytes = formBytes;
        for (int i = 0; i < messages.Count; i++)
        {
            bytes += Encoding.UTF8.GetByteCount(messages[i].Text);
        }

        return new TokenEstimate(bytes, maxOutputTokens);
    }

    /// <summary>The same prompt with several answers, for which it is paid once.</summary>
    public TokenEstimate Times(int choices) => this with { Choices = choices };

    public static long OfText(string text) => Encoding.UTF8.GetByteCount(text) / UsualBytesPerToken;

    /// <summary>USD that the call cannot exceed.</summary>
    public decimal WorstCase(ModelPrice price) => price.MostCost(PromptBytes + FramingTokens, Choices * (long)MaxOutputTokens);

    /// <summary>USD that the call will probably cost, without any discount.</summary>
    public decimal UsualCost(ModelPrice price) => price.Cost(Input, 0, Output);
}
