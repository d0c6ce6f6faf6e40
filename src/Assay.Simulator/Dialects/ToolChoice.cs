namespace Assay.Simulator.Dialects;

/// <summary>Whether a tool must be called, and which.</summary>
internal readonly record struct ToolChoice(string? Name = null, bool Required = false);
