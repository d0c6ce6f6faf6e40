using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Assay.Collecting.Records;

namespace Assay.Collecting;

/// <summary>What stays of a response whose texts are not kept: the fields beside them, and the course of its conversation in hashes.</summary>
public static class UnkeptContent
{
    private const int HashLength = 16;

    /// <summary>What is stored in place of the response: its canonical JSON without anything that was said.</summary>
    public static byte[] Rest(Response response)
    {
        ArrayBufferWriter<byte> json = new(256);
        new CanonicalJson(json).WriteWithoutTexts(response);
        return json.WrittenSpan.ToArray();
    }

    /// <summary>Whether a stored response is such a rest.</summary>
    /// <param name="body">As it was stored: canonical JSON, in which the input comes next to the id.</param>
    public static bool IsRest(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body, isFinalBlock: false, default);
        return !(json.Read() && json.Read() && json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("input"u8));
    }

    /// <summary>Reads a stored response, whole or not; what was said is empty where it was not kept.</summary>
    /// <param name="key">The ledger's number for it.</param>
    public static Response Read(ReadOnlySpan<byte> body, long key)
    {
        var place = new RecordPlace("ledger", key);
        return IsRest(body) ? ResponseJson.Read([.. body[..^1], .. ",\"input\":\"\",\"output\":\"\"}"u8], place) : ResponseJson.Read(body, place);
    }

    /// <summary>
    /// The course of the conversation with a hash in the place of every text, so that one that goes on is known without them
    /// (<see cref="Continuations"/>). The hashes of a conversation are keyed with its id and its first question: whoever does not
    /// know that cannot try out what a short answer was.
    /// </summary>
    public static Response Course(Response response)
    {
        Turn[] spoken = [.. response.Conversation.Where(turn => turn.Content.Length > 0 && Continuations.IsSpoken(turn))];
        string first = spoken.FirstOrDefault(turn => turn.Role != "assistant")?.Content ?? response.Input;
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"{response.Id}\n{first}"));
        return new Response
        {
            Id = response.Id,
            Input = Hash(key, response.Input),
            Output = Hash(key, response.Output),
            Conversation = [.. spoken.Select(turn => turn with { Content = Hash(key, turn.Content) })],
        };
    }

    private static string Hash(byte[] key, string text) =>
        text.Length == 0 ? "" : Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, HashLength));
}
