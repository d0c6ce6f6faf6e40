using Microsoft.Extensions.AI;

namespace Assay.Providers;

/// <summary>A tool that a judge is told to call: only its declaration goes out, nothing is ever run.</summary>
internal static class ForcedTool
{
    public static AIFunctionDeclaration Declaration(AITool tool) => tool as AIFunctionDeclaration
        ?? throw new NotSupportedException($"A judge's tool is a function declaration; {tool.GetType().Name} cannot be sent.");
}
