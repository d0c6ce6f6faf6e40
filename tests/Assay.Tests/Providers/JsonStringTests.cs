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

    [Theory]
    [InlineData("", "")]
    [InlineData("a\ud83d", "a\ufffd")]
    [InlineData("\ude00b", "\ufffdb")]
    [InlineData("a\ud83d\n\ude00b", "a\ufffd\n\ufffdb")]
    public void Half_a_surrogate_pair_becomes_the_replacement_character(string text, string expected) =>
        Assert.Equal(expected, RoundTrip(text));

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
