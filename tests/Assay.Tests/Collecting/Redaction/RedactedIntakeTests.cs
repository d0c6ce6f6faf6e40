using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Tests.Testing;

namespace Assay.Tests.Collecting.Redaction;

public sealed class RedactedIntakeTests
{
    private static readonly IntakeRedaction Redaction = new(new Redactor(Marked.Everything));

    [Fact]
    public void A_response_whose_id_gives_something_away_is_refused_without_repeating_it()
    {
        IntakeRequest request = Redaction.Apply(Request(new Arrival(Some.Response("anna@example.org")), new Arrival(Some.Response() with { Id = "anna@example.org" }, Place: "body:2")));

        Assert.Equal("[EMAIL_1]", Assert.Single(request.Arrivals).Response.Output);
        RejectedRecord rejected = Assert.Single(request.Rejected);
        Assert.Equal("body:2", rejected.Place);
        Assert.Contains("EMAIL", rejected.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", rejected.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_of_a_record_that_cannot_be_read_does_not_repeat_it_either()
    {
        IntakeRequest request = Redaction.Apply(Request() with { Rejected = [new RejectedRecord("body:1", "\"anna@example.org\" is no time.")] });

        Assert.Equal(new RejectedRecord("body:1", "\"[EMAIL_1]\" is no time."), Assert.Single(request.Rejected));
    }

    [Fact]
    public void A_named_request_is_known_again_by_what_is_stored_of_it()
    {
        byte[] Hash(string output, string id = "r1") => Redaction.Apply(Request(new Arrival(Some.Response(output) with { Id = id }))).Key!.BodyHash;

        Assert.Equal(Hash("call 030 1234567"), Hash("call 030 7654321"));
        Assert.NotEqual(Hash("call 030 1234567"), Hash("ring 030 1234567"));
        Assert.NotEqual(Hash("call 030 1234567"), Hash("call 030 1234567", "r2"));
    }

    [Fact]
    public void Without_rules_a_request_is_left_as_it_is()
    {
        IntakeRequest request = Request(new Arrival(Some.Response("anna@example.org") with { Id = "anna@example.org" }));

        Assert.Same(request, IntakeRedaction.None.Apply(request));
    }

    private static IntakeRequest Request(params Arrival[] arrivals) => new(arrivals, [], new IdempotencyKey("key", [1, 2, 3]));
}
