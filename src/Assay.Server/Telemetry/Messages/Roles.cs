using System.Collections.Frozen;

namespace Assay.Server.Telemetry.Messages;

/// <summary>Frameworks name the same four speakers differently.</summary>
internal static class Roles
{
    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Tool = "tool";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["human"] = User,
        ["ai"] = Assistant,
        ["model"] = Assistant,
        ["bot"] = Assistant,
        ["function"] = Tool,
        ["developer"] = System,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Of(string name) => Names.TryGetValue(name, out string? role) ? role : name.ToLowerInvariant();
}
