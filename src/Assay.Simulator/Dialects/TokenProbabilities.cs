using System.Text;
using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Dialects;

/// <summary>Writes OpenAI's <c>logprobs</c>: near-certain text, and the scores' distributions where scores stand.</summary>
internal static class TokenProbabilities
{
    private const double NearlyCertain = 0.9998;

    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> text, IReadOnlyList<ScoreToken> scores, int top)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        var at = 0;
        foreach (var score in scores)
        {
            if (score.Start + score.Length > text.Length)
            {
                break;
            }

            WriteText(json, text[at..score.Start], top);
            at = score.Start + score.Length;
            WriteScore(json, Encoding.UTF8.GetString(text[score.Start..at]), score, top);
        }

        WriteText(json, text[at..], top);
        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> text, int top)
    {
        while (text.Length > 0)
        {
            var length = Math.Min(TokenCount.BytesPerToken, text.Length);
            while (length < text.Length && (text[length] & 0xC0) == 0x80)
            {
                length++;
            }

            var token = Encoding.UTF8.GetString(text[..length]);
            WriteStart(json, token, NearlyCertain);
            json.WriteStartArray("top_logprobs"u8);
            if (top > 0)
            {
                WriteStart(json, token, NearlyCertain);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            text = text[length..];
        }
    }

    private static void WriteScore(Utf8JsonWriter json, string token, ScoreToken score, int top)
    {
        var chosen = Array.Find(score.Alternatives, alternative => alternative.Text == token).Probability;
        WriteStart(json, token, chosen);
        json.WriteStartArray("top_logprobs"u8);
        foreach (var (alternative, probability) in score.Alternatives.OrderByDescending(alternative => alternative.Probability).Take(top))
        {
            WriteStart(json, alternative, probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, string token, double probability)
    {
        json.WriteStartObject();
        json.WriteString("token"u8, token);
        json.WriteNumber("logprob"u8, Math.Round(Math.Log(Math.Max(probability, 1e-12)), 6));
        json.WriteStartArray("bytes"u8);
        foreach (var value in Encoding.UTF8.GetBytes(token))
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
