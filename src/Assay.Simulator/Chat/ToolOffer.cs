namespace Assay.Simulator.Chat;

/// <param name="Schema">The parameters' schema as a range of the body.</param>
internal readonly record struct ToolOffer(string Name, Range Schema);
