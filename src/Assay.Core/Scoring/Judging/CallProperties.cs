namespace Assay.Scoring.Judging;

/// <summary>The names under which what is no common option of models stands among the additional properties of calls and replies.</summary>
public static class CallProperties
{
    /// <summary>Of a call: how many choices to give, where the provider can; each becomes one message.</summary>
    public const string Choices = "n";

    /// <summary>Of a call: how many of the most probable tokens to name at each place of the reply, where the provider can.</summary>
    public const string TopTokens = "assay.top_tokens";

    /// <summary>Of a message, one of several choices: why it ended, a <c>ChatFinishReason</c>.</summary>
    public const string FinishReason = "assay.finish_reason";

    /// <summary>Of a message: its tokens, a list of <see cref="Replies.ReplyToken"/>.</summary>
    public const string Tokens = "assay.tokens";
}
