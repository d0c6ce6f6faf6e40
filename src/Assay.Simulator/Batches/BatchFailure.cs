namespace Assay.Simulator.Batches;

/// <summary>Why a batch is refused as a whole.</summary>
/// <param name="Line">Of the input file, from 1.</param>
internal sealed record BatchFailure(string Code, string Message, string? Param, int? Line);
