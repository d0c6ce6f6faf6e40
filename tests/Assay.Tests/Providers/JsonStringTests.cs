using System.Text;
using System.Text.Json;
using Assay.Providers.Http;

namespace Assay.Tests.Providers;

public sealed class JsonStringTests
{
    [Fact]
    public void Every_character_comes_back_as_it_went_in()
    {
        var text = new StringBuilder();
        for (int code = 0; code <= 0xFFFF; code++)
        {
            if (!char.IsSurrogate((char)code))
            {
                text.Append((char)code);
            }
        }

        text.Append("😀\"\\\n end");

        Assert.Equal(text.ToString(), RoundTrip(text.ToString()));
    }

    // Not inline data: the compiler stores that as UTF-8, which has no halves.
    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        Assert.Equal("", RoundTrip(""));
        Assert.Equal("a\ufffd", RoundTrip("a\ud83d"));
        Assert.Equal("\ufffdb", RoundTrip("\ude00b"));
        Assert.Equal("a\ufffd\n\ufffdb", RoundTrip("a\ud83d\n\ude00b"));
    }

    private static string? RoundTrip(string text)
    {
        using PooledBuffer body = JsonBody.Write(16, text, static (writer, it) =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("text"u8);
            JsonString.Write(writer, it);
            writer.WriteEndObject();
        });
        using JsonDocument document = JsonDocument.Parse(body.Memory);
        return document.RootElement.GetProperty("text").GetString();
    }
}
