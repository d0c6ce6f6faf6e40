namespace Assay.Providers.Errors;

/// <summary>How providers word the errors that their status codes do not tell apart.</summary>
internal static class ErrorWording
{
    private static readonly string[] ContextTooLong =
    [
        "context_length_exceeded", "maximum context length", "prompt is too long", "input is too long", "context window",
        "exceed context limit", "exceeds the available context size", "exceed_context_size", "reduce the length of",
        "string_above_max_length", "request_too_large", "longer than the model's context",
    ];

    private static readonly string[] Refused =
    [
        "content_filter", "content_policy", "ResponsibleAIPolicyViolation", "content management policy",
        "content filtering policy", "usage policy", "usage policies", "invalid_prompt", "was flagged",
    ];

    private static readonly string[] NoCredit =
    [
        "insufficient_quota", "billing_hard_limit", "billing_not_active", "credit balance", "insufficient credit", "insufficient balance",
        "exceeded your current quota", "check your plan and billing", "account is not active", "insufficient funds",
    ];

    private static readonly string[] UnknownModel =
    [
        "model_not_found", "DeploymentNotFound", "invalid model", "not a valid model", "unknown model", "no such model",
    ];

    private static readonly string[] UnsupportedForm =
    [
        "response_format", "response format", "json_schema", "json schema", "json_object", "json mode", "structured output",
        "tool_choice", "tool choice", "support tools", "support tool use", "tool calling", "function calling", "tool use is not", "`tools`", "'tools'",
        "tools.0", "guided_json", "guided decoding", "input_schema",
    ];

    public static bool IsContextTooLong(ErrorBody body) => body.SaysAny(ContextTooLong);

    public static bool IsRefused(ErrorBody body) => body.SaysAny(Refused);

    /// <summary>A rate limit's message may advertise the billing page too, so its own code goes first.</summary>
    public static bool IsNoCredit(ErrorBody body) =>
        body.Code is not ("rate_limit_exceeded" or "rate_limit_error") && body.Type is not "rate_limit_error" && body.SaysAny(NoCredit);

    public static bool IsUnknownModel(ErrorBody body) => body.SaysAny(UnknownModel);

    /// <summary>For a 404, where any word about a model settles it.</summary>
    public static bool NamesModel(ErrorBody body) =>
        IsUnknownModel(body) || (body.IsError && body.Says("model"));

    public static bool IsUnsupportedForm(ErrorBody body) =>
        body.Parameter.StartsWith("response_format", StringComparison.Ordinal)
        || body.Parameter.StartsWith("tool", StringComparison.Ordinal)
        || body.SaysAny(UnsupportedForm);
}
