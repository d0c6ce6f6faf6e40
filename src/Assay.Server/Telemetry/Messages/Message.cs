namespace Assay.Server.Telemetry.Messages;

/// <summary>One message of a model call.</summary>
/// <param name="Text">Null where the sender recorded none; an empty text was recorded as empty.</param>
/// <param name="CallsTools">It asks the application to run something, so it is a step and not yet an answer.</param>
internal sealed record Message(string Role, string? Text, bool CallsTools = false);
