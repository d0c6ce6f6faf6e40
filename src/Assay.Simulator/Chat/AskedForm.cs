namespace Assay.Simulator.Chat;

/// <summary>The form in which a request wants its reply.</summary>
internal enum AskedForm
{
    Text,
    JsonObject,
    JsonSchema,
    Tool,
}
