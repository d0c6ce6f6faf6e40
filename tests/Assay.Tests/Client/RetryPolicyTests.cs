using Assay.Client.Sending;

namespace Assay.Tests.Client;

public sealed class RetryPolicyTests
{
    private readonly RetryPolicy _policy = new(new Random(11));

    [Theory]
    [InlineData(202, typeof(SendDecision.Settle))]
    [InlineData(400, typeof(SendDecision.Settle))]
    [InlineData(422, typeof(SendDecision.Settle))]
    [InlineData(413, typeof(SendDecision.Split))]
    [InlineData(null, typeof(SendDecision.Retry))]
    [InlineData(207, typeof(SendDecision.Retry))]
    [InlineData(408, typeof(SendDecision.Retry))]
    [InlineData(429, typeof(SendDecision.Retry))]
    [InlineData(500, typeof(SendDecision.Retry))]
    [InlineData(502, typeof(SendDecision.Retry))]
    [InlineData(503, typeof(SendDecision.Retry))]
    [InlineData(504, typeof(SendDecision.Retry))]
    [InlineData(200, typeof(SendDecision.Pause))]
    [InlineData(302, typeof(SendDecision.Pause))]
    [InlineData(401, typeof(SendDecision.Pause))]
    [InlineData(403, typeof(SendDecision.Pause))]
    [InlineData(404, typeof(SendDecision.Pause))]
    public void An_answer_without_a_report_decides_by_its_status(int? status, Type expected) =>
        Assert.IsType(expected, _policy.Decide(new ServiceAnswer(status, "said"), count: 2, attempt: 0));

    [Fact]
    public void A_single_response_that_is_too_large_is_not_split() =>
        Assert.IsType<SendDecision.Settle>(_policy.Decide(new ServiceAnswer(413, "too large"), count: 1, attempt: 0));

    [Fact]
    public void Without_a_word_of_the_service_the_wait_is_anything_up_to_a_bound_that_doubles()
    {
        foreach ((int attempt, double most) in new[] { (0, 0.5), (1, 1), (3, 4), (6, 30), (1_000_000, 30) })
        {
            double[] waits = [.. Enumerable.Range(0, 500).Select(_ => Seconds(new ServiceAnswer(503, ""), attempt))];

            Assert.All(waits, w => Assert.InRange(w, 0, most));
            Assert.InRange(waits.Average(), most * 0.4, most * 0.6);
        }
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(12, 12)]
    [InlineData(3_600, 60)]
    public void What_the_service_asks_for_is_clamped(double asked, double waited) =>
        Assert.Equal(waited, Seconds(new ServiceAnswer(429, "", TimeSpan.FromSeconds(asked)), attempt: 4));

    private double Seconds(ServiceAnswer answer, int attempt) => Assert.IsType<SendDecision.Retry>(_policy.Decide(answer, 1, attempt)).Wait.TotalSeconds;
}
