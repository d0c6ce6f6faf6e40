using System.Text.Json;

namespace Assay.Server.Telemetry.Calls;

/// <summary>Why the model stopped, which spans tell also where they keep the texts to themselves.</summary>
internal static class Ending
{
    private static readonly string[] Reasons = ["gen_ai.response.finish_reasons", "ai.response.finishReason", "llm.finish_reason", "llm.response.finish_reason"];

    private static readonly string[] ForTools = ["tool_calls", "tool_call", "tool-calls", "tool_use", "function_call"];

    /// <summary>It waits for what it called.</summary>
    public static bool IsForTools(Attributes attributes) =>
        Reasons.Any(name => attributes.Text(name) is { } reason && Names(reason)
            || attributes.Json(name) is { ValueKind: JsonValueKind.Array } reasons && reasons.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && Names(one.GetString()!)));

    private static bool Names(string reason) => ForTools.Contains(reason);
}
