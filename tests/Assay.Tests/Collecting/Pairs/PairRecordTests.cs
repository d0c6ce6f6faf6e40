using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Intake;
using Assay.Collecting.Pairs;
using Assay.Collecting.Records;
using Assay.Collecting.Redaction;

namespace Assay.Tests.Collecting.Pairs;

public sealed class PairRecordTests
{
    [Theory]
    [InlineData("""{"id":"q","input":"i","outputs":{"x":"one","y":"two"}}""")]
    [InlineData("""{"id":"q","question":"i","output_a":"one","output_b":"two","system_a":"x","system_b":"y"}""")]
    [InlineData("""{"item":"q","input":"i","output_1":"one","output_2":"two","model_1":"x","model_2":"y"}""")]
    public void Two_outputs_are_one_pair_under_the_records_id(string record)
    {
        Response pair = Assert.Single(Read(record));

        Assert.Equal(("q", "i", "one"), (pair.Id, pair.Input, pair.Output));
        Assert.Equal(new Rival("two") { Systems = ("x", "y") }, pair.Rival);
        Assert.Empty(pair.Metadata);
    }

    [Fact]
    public void Each_of_several_systems_meets_each()
    {
        IReadOnlyList<Response> pairs = Read("""{"id":"q","input":"i","context":["c"],"route":"r","outputs":{"x":"1","y":"2","z":"3"}}""");

        Assert.Equal(["q: x or y", "q: x or z", "q: y or z"], pairs.Select(p => p.Id));
        Assert.Equal([("1", "2"), ("1", "3"), ("2", "3")], pairs.Select(p => (p.Output, p.Rival!.Output)));
        Assert.All(pairs, p => Assert.Equal(("q", "c", "r"), (p.Rival!.Item, p.Context[0], p.Metadata["route"].GetString())));
    }

    [Fact]
    public void Without_an_id_it_is_derived_and_pairs_of_one_record_still_belong_together()
    {
        IReadOnlyList<Response> pairs = Read("""{"input":"i","outputs":{"x":"1","y":"2","z":"3"}}""");

        Assert.Equal(3, pairs.Select(p => p.Id).Distinct().Count());
        Assert.Single(pairs.Select(p => p.Rival!.Item).Distinct());
        Assert.NotEqual(Read("""{"input":"i","output_a":"1","output_b":"2"}""")[0].Id, Read("""{"input":"i","output_a":"1","output_b":"3"}""")[0].Id);
    }

    [Theory]
    [InlineData("""{"input":"i","output":"one"}""", "no two outputs")]
    [InlineData("""{"input":"i","output_a":"one"}""", "only \"output_a\" is there")]
    [InlineData("""{"input":"i","outputs":{"x":"one"}}""", "holds 1 output, but must hold 2 to 50")]
    [InlineData("""{"input":"i","outputs":["one","two"]}""", "must be an object")]
    [InlineData("""{"input":"i","outputs":{"x":"one","y":2}}""", "must be an object")]
    [InlineData("""{"input":"i","outputs":{"x":"one","x":"two"}}""", "names a system twice")]
    [InlineData("""{"outputs":{"x":"one","y":"two"}}""", "\"input\" is missing")]
    public void A_record_without_two_outputs_is_told(string record, string said)
    {
        InputException error = Assert.Throws<InputException>(() => Read(record));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("pairs.jsonl:3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_is_stored_and_read_back_as_it_is_and_another_rival_is_another_content()
    {
        Response pair = Read("""{"id":"q","input":"i","outputs":{"x":"1","y":"2","z":"3"}}""")[1];

        byte[] stored = ResponseJson.Write(pair);
        Response again = ResponseJson.Read(stored, "ledger", 1);

        Assert.Equal("""{"id":"q: x or z","input":"i","output":"1","rival":{"output":"3","system":"z","against":"x","item":"q"}}""", Encoding.UTF8.GetString(stored));
        Assert.Equal(pair.Rival, again.Rival);
        Assert.Equal(stored, ResponseJson.Write(Read(Encoding.UTF8.GetString(stored))[0]));
        Assert.NotEqual(ContentHash.Of(pair), ContentHash.Of(pair with { Rival = pair.Rival! with { Output = "4" } }));
    }

    [Theory]
    [InlineData("""{"id":"q","input":"i","output":"o","rival":"Acme"}""")]
    [InlineData("""{"id":"q","input":"i","output":"o","rival":{"name":"Acme"}}""")]
    [InlineData("""{"id":"q","input":"i","output":"o","rival":{"output":"o","price":3}}""")]
    public void A_field_of_ones_own_that_is_called_rival_stays_one(string record)
    {
        Response response = ResponseJson.Read(Encoding.UTF8.GetBytes(record), "f", 1);

        Assert.Null(response.Rival);
        Assert.True(response.Metadata.ContainsKey("rival"));
    }

    [Fact]
    public void What_is_not_kept_or_redacted_of_an_output_is_not_of_its_rival_either()
    {
        Response pair = Read("""{"id":"q","input":"i","output_a":"one","output_b":"write to ann@example.com","system_a":"x","system_b":"y"}""")[0];

        string rest = Encoding.UTF8.GetString(UnkeptContent.Rest(pair));
        Response redacted = new Redactor(new RedactionRules { Kinds = [SensitiveKind.Email] }).Redact(pair);

        Assert.Equal("""{"id":"q","rival":{"output":"","system":"y","against":"x"}}""", rest);
        Assert.Equal(("x", "y"), UnkeptContent.Read(Encoding.UTF8.GetBytes(rest), 1).Rival!.Systems);
        Assert.Equal("write to [EMAIL_1]", redacted.Rival!.Output);
    }

    [Fact]
    public void Pairs_are_for_judges_that_compare_and_single_outputs_for_the_others()
    {
        Response pair = Read("""{"input":"i","output_a":"1","output_b":"2"}""")[0];
        ResponseFilter comparing = ResponseFilter.All with { Pairs = true };

        Assert.Null(comparing.Mismatch(pair));
        Assert.NotNull(comparing.Mismatch(pair with { Rival = null }));
        Assert.NotNull(ResponseFilter.All.Mismatch(pair));
        Assert.Null(ResponseFilter.All.Mismatch(pair with { Rival = null }));
    }

    private static IReadOnlyList<Response> Read(string record) => PairRecord.Read(new FileRecord(JsonElement.Parse(record), new RecordPlace("pairs.jsonl", 3)));
}
