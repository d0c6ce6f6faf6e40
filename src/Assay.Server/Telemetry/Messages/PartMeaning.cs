using System.Collections.Frozen;

namespace Assay.Server.Telemetry.Messages;

/// <summary>What a part of a message is to the one who judges it.</summary>
internal enum PartMeaning
{
    /// <summary>Something that cannot be read here; only that it stood there is kept.</summary>
    Other,

    Text,

    /// <summary>What the user never saw: reasoning, or a tool that the provider runs itself and nobody waits for.</summary>
    Hidden,

    ToolCall,

    ToolResult,
}

/// <summary>The types of parts by the names that conventions and providers give them.</summary>
internal static class PartTypes
{
    private static readonly FrozenDictionary<string, PartMeaning> Meanings = new Dictionary<string, PartMeaning>
    {
        ["text"] = PartMeaning.Text,
        ["input_text"] = PartMeaning.Text,
        ["output_text"] = PartMeaning.Text,
        ["refusal"] = PartMeaning.Text,
        ["reasoning"] = PartMeaning.Hidden,
        ["thinking"] = PartMeaning.Hidden,
        ["redacted_thinking"] = PartMeaning.Hidden,
        ["redacted-reasoning"] = PartMeaning.Hidden,
        ["tool_call"] = PartMeaning.ToolCall,
        ["tool-call"] = PartMeaning.ToolCall,
        ["tool_use"] = PartMeaning.ToolCall,
        ["function_call"] = PartMeaning.ToolCall,
        ["tool_call_response"] = PartMeaning.ToolResult,
        ["tool-result"] = PartMeaning.ToolResult,
        ["tool_result"] = PartMeaning.ToolResult,
        ["function_call_output"] = PartMeaning.ToolResult,
        ["server_tool_call"] = PartMeaning.Hidden,
        ["server_tool_call_response"] = PartMeaning.ToolResult,
    }.ToFrozenDictionary();

    public static PartMeaning Of(string? type) =>
        type is null ? PartMeaning.Text : Meanings.GetValueOrDefault(type, PartMeaning.Other);
}
