namespace Assay.Simulator.Limits;

/// <summary>What the rate-limit headers tell of one bucket.</summary>
internal readonly record struct LimitReading(int Limit, int Remaining, TimeSpan Reset);
