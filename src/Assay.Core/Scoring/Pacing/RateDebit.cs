namespace Assay.Scoring.Pacing;

/// <summary>What one call took from a bucket.</summary>
/// <param name="Order">Counts the calls.</param>
/// <param name="Believed">The level right after, without corrections: against it stands what the provider says of the same moment.</param>
/// <param name="Uncertain">What was under way then, this call included: the provider may have charged any part of it.</param>
internal readonly record struct RateDebit(long Order, double Amount, double Believed, double Uncertain);
