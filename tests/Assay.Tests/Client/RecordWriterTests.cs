using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Client;
using Assay.Client.Sending;
using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Tests.Testing;

namespace Assay.Tests.Client;

public sealed class RecordWriterTests
{
    [Fact]
    public void The_service_reads_what_the_client_writes()
    {
        Response read = Read(new AssayResponse
        {
            Id = "a-17",
            Input = "Kann ich \"es\"\nzurückgeben? \U0001F600",
            Output = "<b>Ja</b>, binnen 30 Tagen.\u2028",
            Context = ["Rückgabe: 30 Tage", ""],
            Reference = "30 Tage",
            Conversation = [new AssayTurn("user", "Hallo"), new AssayTurn("assistant", "Guten Tag")],
            Release = "2026-05-01",
            OccurredAt = new DateTimeOffset(2026, 5, 1, 14, 30, 0, TimeSpan.FromHours(2)),
            Metadata = new Dictionary<string, object?> { ["route"] = "refunds", ["tokens"] = 17L },
        });

        Assert.Equal(("a-17", "Kann ich \"es\"\nzurückgeben? \U0001F600", "<b>Ja</b>, binnen 30 Tagen.\u2028"), (read.Id, read.Input, read.Output));
        Assert.Equal(["Rückgabe: 30 Tage", ""], read.Context);
        Assert.Equal([new Turn("user", "Hallo"), new Turn("assistant", "Guten Tag")], read.Conversation);
        Assert.Equal(("30 Tage", "2026-05-01", new DateTimeOffset(2026, 5, 1, 12, 30, 0, TimeSpan.Zero)), (read.Reference, read.Release, read.OccurredAt));
        Assert.Equal(("refunds", 17), (read.Metadata["route"].GetString(), read.Metadata["tokens"].GetInt32()));
    }

    [Theory]
    [InlineData("text", "\"text\"")]
    [InlineData(true, "true")]
    [InlineData(3, "3")]
    [InlineData(2.5, "2.5")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(null, "null")]
    [InlineData(DayOfWeek.Friday, "\"Friday\"")]
    [InlineData(new[] { "a", "b" }, """["a","b"]""")]
    public void Metadata_keeps_the_type_that_json_has_for_it(object? value, string json) => Assert.Equal(json, Metadata(value));

    [Fact]
    public void Json_times_and_large_numbers_are_metadata_too()
    {
        Assert.Equal("""{"a":[1]}""", Metadata(JsonElement.Parse("""{"a":[1]}""")));
        Assert.Equal("""{"a":[1]}""", Metadata(JsonNode.Parse("""{"a":[1]}""")));
        Assert.Equal("\"2026-05-01T12:30:00Z\"", Metadata(new DateTimeOffset(2026, 5, 1, 14, 30, 0, TimeSpan.FromHours(2))));
        Assert.Equal("18446744073709551615", Metadata(ulong.MaxValue));
        Assert.Equal("1.10", Metadata(1.10m));
    }

    [Fact]
    public void Half_a_character_does_not_stop_a_response() => Assert.Equal("half \ufffd", Read(Sent.Response("a", "half \ud800")).Output);

    [Fact]
    public void An_id_is_made_up_with_the_time_and_a_given_one_stays_alone()
    {
        Response made = Read(Sent.Response());
        Response given = Read(Sent.Response("mine"));

        Assert.Equal((Guid.CreateVersion7(ManualClock.Start).ToString("N")[..12], (DateTimeOffset?)ManualClock.Start), (made.Id[..12], made.OccurredAt));
        Assert.Equal(("mine", null), (given.Id, given.OccurredAt));
    }

    [Fact]
    public void A_response_is_closed_where_the_application_says_so_and_where_nothing_can_follow()
    {
        AssayResponse closed = Sent.Response("mine");
        closed.Closed = true;

        Assert.Equal((true, true, false), (Read(closed).Closed, Read(Sent.Response()).Closed, Read(Sent.Response("mine")).Closed));
    }

    [Theory]
    [InlineData("input")]
    [InlineData("output")]
    [InlineData("reference")]
    [InlineData("context")]
    [InlineData("conversation")]
    [InlineData("long")]
    public void A_field_of_more_than_a_MiB_is_refused_by_its_name(string field)
    {
        string large = new('ä', (1024 * 1024 / 2) + 1);
        AssayResponse response = Sent.Response();
        switch (field)
        {
            case "input":
                response.Input = large;
                break;
            case "output":
                response.Output = large;
                break;
            case "reference":
                response.Reference = large;
                break;
            case "context":
                response.Context = ["small", large];
                break;
            case "conversation":
                response.Conversation = [new AssayTurn("user", large)];
                break;
            default:
                response.Metadata["long"] = large;
                break;
        }

        Assert.StartsWith($"\"{field}\" has more than 1048576 bytes", Fault(response), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_told_and_not_thrown()
    {
        Assert.StartsWith("\"input\" is missing", Fault(new AssayResponse { Input = null!, Output = "a" }), StringComparison.Ordinal);
        Assert.StartsWith("\"id\" has 256 characters", Fault(Sent.Response(new string('i', 256))), StringComparison.Ordinal);
        Assert.StartsWith("The response has", Fault(new AssayResponse { Input = "q", Output = "a", Context = [.. Enumerable.Repeat(new string('c', 1_000_000), 5)] }), StringComparison.Ordinal);
        Assert.StartsWith("The response cannot be written", Fault(new AssayResponse { Input = "q", Output = "a", Metadata = new Dictionary<string, object?> { ["x"] = new Unspeakable() } }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_at_once_is_counted_and_never_sent()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service);

        Assert.False(client.TrySend(Sent.Response(output: new string('o', (1024 * 1024) + 1))));
        await client.FlushAsync();

        Assert.Empty(service.Requests);
        Assert.Equal(1, client.Status.Rejected);
        Assert.StartsWith("\"output\" has more than", client.Status.LastRejection, StringComparison.Ordinal);
    }

    private static Response Read(AssayResponse response)
    {
        Assert.Null(RecordWriter.TryWrite(response, null, new ManualClock(), out QueuedResponse queued));
        Assert.DoesNotContain((byte)'\n', queued.Json);
        Response read = ResponseJson.Read(queued.Json, "test", 1);
        Assert.Equal(queued.Id, read.Id);
        return read;
    }

    private static string Metadata(object? value)
    {
        AssayResponse response = Sent.Response("a");
        response.Metadata["x"] = value;
        Assert.Null(RecordWriter.TryWrite(response, null, new ManualClock(), out QueuedResponse queued));
        return JsonElement.Parse(Encoding.UTF8.GetString(queued.Json)).GetProperty("metadata").GetProperty("x").GetRawText();
    }

    private static string Fault(AssayResponse response) =>
        RecordWriter.TryWrite(response, null, new ManualClock(), out _) ?? throw new InvalidOperationException("it was written");

    private sealed class Unspeakable
    {
        public override string ToString() => throw new InvalidOperationException("no words");
    }
}
