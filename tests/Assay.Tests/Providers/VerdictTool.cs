using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

/// <summary>A tool as a judge declares it.</summary>
internal sealed class VerdictTool : AIFunctionDeclaration
{
    public const string Schema =
        """{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}""";

    private static readonly JsonElement Parameters = JsonDocument.Parse(Schema).RootElement;

    public override string Name => "give_verdict";

    public override string Description => "Gives it.";

    public override JsonElement JsonSchema => Parameters;
}
