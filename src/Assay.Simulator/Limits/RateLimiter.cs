namespace Assay.Simulator.Limits;

/// <summary>Requests and tokens per minute, as one account shared by all callers.</summary>
internal sealed class RateLimiter(SimulatorOptions options)
{
    private readonly Lock gate = new();
    private readonly TokenBucket? requests = Bucket(options.RequestsPerMinute, options.Clock);
    private readonly TokenBucket? tokens = Bucket(options.TokensPerMinute, options.Clock);

    public bool IsUnlimited => requests is null && tokens is null;

    /// <summary>Takes one request and its prompt tokens where both buckets hold them, else nothing.</summary>
    public Admission Admit(int promptTokens)
    {
        if (IsUnlimited)
        {
            return default;
        }

        lock (gate)
        {
            requests?.Refill();
            tokens?.Refill();
            var exceeded = Shortage(requests, "requests", 1) ?? Shortage(tokens, "tokens", promptTokens);
            if (exceeded is null)
            {
                requests?.Take(1);
                tokens?.Take(promptTokens);
            }

            return new Admission(Read(requests), Read(tokens), exceeded);
        }
    }

    /// <summary>Charges a reply's tokens, which were not known when the request was admitted.</summary>
    public void Charge(int replyTokens)
    {
        if (tokens is not null)
        {
            lock (gate)
            {
                tokens.Take(replyTokens);
            }
        }
    }

    private static TokenBucket? Bucket(int? perMinute, TimeProvider clock) =>
        perMinute is { } capacity ? new TokenBucket(capacity, clock) : null;

    private static LimitReading? Read(TokenBucket? bucket) =>
        bucket is null ? null : new LimitReading(bucket.Capacity, bucket.Remaining, bucket.UntilFull);

    private static LimitExceeded? Shortage(TokenBucket? bucket, string unit, int amount) =>
        bucket is null || bucket.Holds(amount) ? null
        : new LimitExceeded(unit, bucket.Capacity, amount, bucket.WaitFor(Math.Min(amount, bucket.Capacity)), amount > bucket.Capacity);
}
