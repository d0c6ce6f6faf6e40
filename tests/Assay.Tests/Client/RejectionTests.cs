using Assay.Client;
using Assay.Collecting.Intake;

namespace Assay.Tests.Client;

public sealed class RejectionTests
{
    [Fact]
    public async Task What_the_service_refuses_is_counted_with_its_reason_and_not_sent_again()
    {
        var service = new ScriptedService();
        service.Answer(207, Report(["r0", "r2", "r4"], [new RejectedRecord("body:2", "\"input\" is odd.")], taken: ["r3"]));
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { BatchSize = 5 });

        client.SendAll(5);
        await client.FlushAsync();

        Assert.Single(service.Requests);
        Assert.Equal((3L, 2L, 0L), (client.Status.Sent, client.Status.Rejected, client.Status.Dropped));
        Assert.Contains("stored under this id", client.Status.LastRejection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Where_all_are_refused_each_has_its_reason(int status)
    {
        var service = new ScriptedService().Answer(status, Report([], [new RejectedRecord("body:1", "first"), new RejectedRecord("body:2", "second")], taken: []));
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { BatchSize = 2 });

        client.SendAll(2);
        await client.FlushAsync();

        Assert.Single(service.Requests);
        Assert.Equal((2L, "second"), (client.Status.Rejected, client.Status.LastRejection));
    }

    [Fact]
    public async Task A_refusal_without_a_report_holds_for_the_whole_batch()
    {
        var service = new ScriptedService().Answer(400, """{"title":"The body cannot be taken in","detail":"It is odd."}""");
        await using AssayClient client = Sent.Client(service, Sent.StandingClock());

        client.SendAll(3);
        await client.FlushAsync();

        Assert.Equal((3L, "The service answered 400: The body cannot be taken in. It is odd."), (client.Status.Rejected, client.Status.LastRejection));
    }

    [Fact]
    public async Task Of_two_different_responses_under_one_id_one_counts_as_sent()
    {
        var service = new ScriptedService().Answer(207, Report(["twin"], [], taken: ["twin"]));
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { BatchSize = 2 });

        client.TrySend(Sent.Response("twin", "one"));
        client.TrySend(Sent.Response("twin", "another"));
        await client.FlushAsync();

        Assert.Equal((1L, 1L), (client.Status.Sent, client.Status.Rejected));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_split_until_only_what_is_too_large_is_left_out()
    {
        var service = new ScriptedService
        {
            Otherwise = request => ScriptedService.Message(request.Ids.Contains("r37") ? 413 : 202),
        };
        await using AssayClient client = Sent.Client(service, Sent.StandingClock());

        client.SendAll(100);
        await client.FlushAsync();

        Assert.Equal((99L, 1L), (client.Status.Sent, client.Status.Rejected));
        Assert.InRange(service.Requests.Count, 2, 15);
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i != 37).Select(i => $"r{i}"), service.Requests.Where(r => !r.Ids.Contains("r37")).SelectMany(r => r.Ids));
    }

    /// <summary>As the service itself writes it.</summary>
    private static string Report(string[] ids, RejectedRecord[] rejected, string[] taken) => System.Text.Encoding.UTF8.GetString(IntakeAnswer.Write(
        [.. ids.Select(id => new Receipt(id, ReceiptKind.Accepted)), .. taken.Select(id => new Receipt(id, ReceiptKind.IdTaken))], rejected));
}
