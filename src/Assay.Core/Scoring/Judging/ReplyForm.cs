namespace Assay.Scoring.Judging;

/// <summary>How a judge is asked to give its reply, from the strictest form down.</summary>
public enum ReplyForm
{
    JsonSchema,
    ToolCall,
    JsonMode,
    Text,
}
