using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

public sealed class FastRecordTests
{
    private static readonly RecordPlace Place = new("file.jsonl", 7);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] Names =
        ["id", "input", "question", "messages", "output", "answer", "context", "contexts", "reference", "target", "release", "occurred_at", "metadata", "conversation", "closed", "route", "outp\\u0075t"];

    private static readonly string[] Values =
    [
        "\"q\"", "\"a\\nb\\u00e9\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\x\"", "\"\\u12\"", "\"tab\there\"", "null", "true", "17", "1.5e3", "01", "-", "[]", "{}", "[\"c\", \"d\\\\\"]", "[\"c\",5]", "[\"c\",]",
        "{\"a\":[1,{\"b\":\"]}\"}]}", "{\"a\" 1}", "[[\"x\"]", "[{\"role\":\"user\",\"content\":\"q\"}]", "\"2026-05-01T12:30:00Z\"", "", "\"", "\"\\", "q", "\"\"",
    ];

    [Fact]
    public void The_fast_way_reads_what_the_exact_way_reads_and_nothing_else()
    {
        Random random = new(23);
        int accepted = 0;
        for (int i = 0; i < 4_000; i++)
        {
            byte[] json = Encoding.UTF8.GetBytes(AnyRecord(random));
            Response? exact = Exactly(json);
            Response? fast = FastRecord.TryRead(json, Place);

            Assert.True(fast is null || (exact is not null && JsonEquality.Same(fast, exact)), Encoding.UTF8.GetString(json));
            accepted += fast is null ? 0 : 1;
        }

        Assert.True(accepted > 200, $"only {accepted} were read the fast way");
    }

    [Fact]
    public void Damage_is_seen_by_both_ways()
    {
        Random random = new(29);
        byte[] whole = Encoding.UTF8.GetBytes("""{"id":"r1","input":"q \"x\" é","output":"a\n\u0041","context":["c",{"text":"d"}],"n":-1.5e3,"metadata":{"a":[true,null,{"b":"}"}]}}""");
        for (int i = 0; i < 4_000; i++)
        {
            byte[] json = [.. whole];
            json[random.Next(json.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "\"\\{}[],: \n"[random.Next(10)]);
            Response? exact = Exactly(json);
            Response? fast = FastRecord.TryRead(json, Place);

            Assert.True(fast is null || (exact is not null && JsonEquality.Same(fast, exact)), Encoding.UTF8.GetString(json));
        }
    }

    [Fact]
    public void Ordinary_records_are_read_the_fast_way_however_they_are_laid_out()
    {
        JsonNode record = JsonNode.Parse("""{"id":"r1","question":"q","answer":"a","contexts":["c","d"],"expected":"e","occurred_at":1777638600,"tokens":5,"metadata":{"route":"refunds"}}""")!;
        foreach (JsonSerializerOptions layout in new[] { Indented, JsonSerializerOptions.Default })
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, layout);
            Assert.True(JsonEquality.Same(FastRecord.TryRead(json, Place)!, ResponseJson.ReadExactly(json, Place)));
        }
    }

    private static Response? Exactly(byte[] json)
    {
        try
        {
            return ResponseJson.ReadExactly(json, Place);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static string AnyRecord(Random random)
    {
        StringBuilder json = new(random.Next(50) == 0 ? "" : "{");
        json.Append(random.Next(2) == 0 ? "\"input\":\"q\",\"output\":\"a\"" : "\"output\":\"a\" , \"input\" : \"q\"");
        for (int i = random.Next(4); i > 0; i--)
        {
            json.Append(random.Next(40) == 0 ? " " : ",").Append('"').Append(Names[random.Next(Names.Length)]).Append("\" :").Append(Values[random.Next(Values.Length)]);
        }

        return json.Append(random.Next(40) == 0 ? "" : "}").Append(random.Next(40) == 0 ? "x" : " ").ToString();
    }
}
