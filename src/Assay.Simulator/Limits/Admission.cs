namespace Assay.Simulator.Limits;

/// <summary>Whether a request may pass, and what to tell of the limits.</summary>
internal readonly record struct Admission(LimitReading? Requests, LimitReading? Tokens, LimitExceeded? Exceeded);

/// <param name="Unit">"requests" or "tokens".</param>
/// <param name="TooLarge">The request alone is over the limit: waiting does not help.</param>
internal sealed record LimitExceeded(string Unit, int Limit, int Requested, TimeSpan RetryAfter, bool TooLarge);
