using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

public sealed class RoundTripTests
{
    private static readonly string[] Pieces =
    [
        "\0", "\u0001", "\u001f", "\u007f", "\"", "\\", "\\u", "\\ud800", "/", "\n", "\r\n", "\t", "\b", "\f", "😀", "👩‍👩‍👧", "\u202e", "\u200f", "\u200b",
        "\ufeff", "\uffff", "\ue000", "é", "漢字", "{", "}", "[", "]", ",", ":", "'", "<script>", "\u2028", "plain text", " ", "",
    ];

    [Fact]
    public void Reading_what_was_written_gives_an_equal_response()
    {
        Random random = new(20260501);
        for (int i = 0; i < 1000; i++)
        {
            Response response = AnyResponse(random, lone: false);

            byte[] written = ResponseJson.Write(response);
            Response read = ResponseJson.Read(written, "store", 1);

            Assert.True(JsonEquality.Same(response, read), Encoding.UTF8.GetString(written));
            Assert.Equal(written, ResponseJson.Write(read));
            Assert.Equal(ContentHash.Of(response), ContentHash.Of(read));

            var hashed = new ArrayBufferWriter<byte>();
            Assert.Equal(ContentHash.Of(response), ResponseJson.WriteHashed(response, hashed));
            Assert.Equal(written, hashed.WrittenSpan);
        }
    }

    [Fact]
    public void Lone_surrogates_are_mended_once_and_then_stay()
    {
        Random random = new(7);
        for (int i = 0; i < 1000; i++)
        {
            byte[] written = ResponseJson.Write(AnyResponse(random, lone: true));
            Assert.Equal(written, ResponseJson.Write(ResponseJson.Read(written, "store", 1)));
        }
    }

    [Fact]
    public void Any_escaping_of_a_text_reads_as_the_same_text()
    {
        Random random = new(11);
        for (int i = 0; i < 1000; i++)
        {
            string text = AnyText(random, lone: true);
            string escaped = string.Concat(text.Select(unit => Escaped(unit, random)));

            Response response = Reading.Json($$"""{"id":"r","input":"{{escaped}}","output":"","context":["{{escaped}}"],"m":"{{escaped}}"}""");

            string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(expected, response.Input);
            Assert.Equal(expected, response.Context[0]);
            Assert.Equal(expected, response.Metadata["m"].GetString());
        }
    }

    [Fact]
    public void A_damaged_record_is_refused_or_read_but_never_fails_otherwise()
    {
        Random random = new(13);
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = ResponseJson.Write(AnyResponse(random, lone: false));
            for (int damage = random.Next(1, 4); damage > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Response read = ResponseJson.Read(bytes, "store", 1);
                Assert.True(JsonEquality.Same(read, ResponseJson.Read(ResponseJson.Write(read), "store", 1)));
            }
            catch (InputException)
            {
                // The expected way to refuse.
            }
        }
    }

    private static Response AnyResponse(Random random, bool lone) => new()
    {
        Id = "r" + random.Next(),
        Input = AnyText(random, lone),
        Output = AnyText(random, lone),
        Context = [.. Enumerable.Range(0, random.Next(3)).Select(_ => AnyText(random, lone))],
        Reference = random.Next(2) == 0 ? null : AnyText(random, lone),
        Conversation = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Turn(AnyText(random, lone), AnyText(random, lone)))],
        Release = random.Next(2) == 0 ? null : AnyText(random, lone),
        OccurredAt = random.Next(2) == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 40000)),
        Metadata = Enumerable.Range(0, random.Next(4)).ToDictionary(i => AnyText(random, lone: false) + i, _ => AnyElement(random, 3)),
    };

    private static string AnyText(Random random, bool lone)
    {
        StringBuilder text = new();
        for (int i = random.Next(8); i > 0; i--)
        {
            text.Append(lone && random.Next(4) == 0 ? ((char)random.Next(0xD800, 0xE000)).ToString() : Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }

    private static JsonElement AnyElement(Random random, int depth) => JsonSerializer.SerializeToElement(AnyNode(random, depth));

    private static JsonNode? AnyNode(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.Next()),
        3 => JsonValue.Create(random.NextDouble()),
        4 => JsonValue.Create(AnyText(random, lone: false)),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => AnyNode(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create(AnyText(random, lone: false) + i, AnyNode(random, depth - 1)))),
    };

    private static string Escaped(char unit, Random random)
    {
        string hex = ((int)unit).ToString(random.Next(2) == 0 ? "x4" : "X4", System.Globalization.CultureInfo.InvariantCulture);
        bool mustEscape = unit is '"' or '\\' || unit < ' ' || char.IsSurrogate(unit);
        return mustEscape || random.Next(3) == 0 ? "\\u" + hex : unit.ToString();
    }
}
