using Assay.Scoring.Judging;

namespace Assay.Scoring.Pacing;

/// <summary>The provider's request and token buckets, as far as its headers tell of them.</summary>
internal sealed class RateBuckets
{
    private const double LowShare = 0.1;

    private readonly RateBucket _requests = new(chargedAtStart: true);
    private readonly RateBucket _tokens = new(chargedAtStart: false);
    private readonly TokenCorrection _estimate = new();

    /// <summary>The moment at which both buckets hold what the call is likely to cost.</summary>
    public TimeSpan HoldAt(long estimatedTokens, TimeSpan now)
    {
        TimeSpan requests = _requests.HoldsAt(1, now);
        TimeSpan tokens = _tokens.HoldsAt(_estimate.Of(estimatedTokens), now);
        return requests > tokens ? requests : tokens;
    }

    public CallCost Take(long estimatedTokens, TimeSpan now) =>
        new(estimatedTokens, !_tokens.IsKnown, _requests.Take(1, now), _tokens.Take(_estimate.Of(estimatedTokens), now));

    /// <summary>For a call that was never made.</summary>
    public void GiveBack(CallCost cost, TimeSpan now)
    {
        _requests.Settle(cost.Requests, 0, now);
        _tokens.Settle(cost.Tokens, 0, now);
    }

    /// <returns>True for a call that was throttled because a bucket was empty.</returns>
    public bool Settle(CallCost cost, CallReport report, TimeSpan now)
    {
        // What was throttled was charged nothing; what failed may have been charged like any other.
        bool isThrottled = report.Ending == CallEnding.Throttled;
        double requests = isThrottled ? 0 : cost.Requests.Amount;
        double tokens = isThrottled ? 0 : _estimate.Of(cost.EstimatedTokens, report.Tokens);
        _requests.Settle(cost.Requests, requests, now);
        _tokens.Settle(cost.Tokens, tokens, now);
        _estimate.Learn(cost.EstimatedTokens, report.Tokens);
        if (report.Limits is not { } limits)
        {
            return false;
        }

        // Before the first reply come the calls of the first burst, a moment in which nearly all that is charged is ours.
        if (cost.IsOfFirstBurst && !isThrottled && limits.TokensRemaining > limits.TokenLimit * LowShare)
        {
            _estimate.LearnCharge(cost.Tokens.Believed, limits.TokensRemaining.Value);
        }

        _requests.Hear(cost.Requests, requests, limits.RequestLimit, limits.RequestsRemaining, limits.RequestsReset, now);
        _tokens.Hear(cost.Tokens, tokens, limits.TokenLimit, limits.TokensRemaining, limits.TokensReset, now);
        return isThrottled
            && (_requests.Refuse(cost.Requests, limits.RequestsRemaining, report.RetryAfter, now)
                | _tokens.Refuse(cost.Tokens, limits.TokensRemaining, report.RetryAfter, now));
    }
}
