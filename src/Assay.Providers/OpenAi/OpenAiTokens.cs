using System.Text;
using System.Text.Json;
using Assay.Providers.Http;
using Assay.Scoring.Replies;

namespace Assay.Providers.OpenAi;

/// <summary>Reads the tokens of a choice with their probabilities.</summary>
internal static class OpenAiTokens
{
    /// <returns>None where the provider tells none, or not all of a token.</returns>
    public static IReadOnlyList<ReplyToken> Read(ref Utf8JsonReader reader)
    {
        var tokens = new List<ReplyToken>();
        bool isWhole = true;
        if (!ReplyJson.IsObject(ref reader))
        {
            return tokens;
        }

        while (ReplyJson.NextName(ref reader))
        {
            if (!ReplyJson.Is(ref reader, "content"u8))
            {
                reader.Skip();
                continue;
            }

            if (!ReplyJson.IsArray(ref reader))
            {
                continue;
            }

            while (ReplyJson.NextItem(ref reader))
            {
                if (ReplyJson.IsObject(ref reader) && ReadToken(ref reader) is { } token)
                {
                    tokens.Add(token);
                }
                else
                {
                    isWhole = false;
                }
            }
        }

        return isWhole ? tokens : [];
    }

    private static ReplyToken? ReadToken(ref Utf8JsonReader reader)
    {
        string? text = null;
        double? probability = null;
        int? bytes = null;
        var top = new List<(string, double)>();
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "token"u8))
            {
                text = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "logprob"u8))
            {
                probability = Number(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "bytes"u8))
            {
                bytes = Items(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "top_logprobs"u8))
            {
                ReadTop(ref reader, top);
            }
            else
            {
                reader.Skip();
            }
        }

        return text is null || probability is null ? null : new ReplyToken(text, bytes ?? Encoding.UTF8.GetByteCount(text), probability.Value, top);
    }

    private static void ReadTop(ref Utf8JsonReader reader, List<(string, double)> top)
    {
        if (!ReplyJson.IsArray(ref reader))
        {
            return;
        }

        while (ReplyJson.NextItem(ref reader))
        {
            // A token among others has no others of its own.
            if (ReplyJson.IsObject(ref reader) && ReadToken(ref reader) is { } token)
            {
                top.Add((token.Text, token.LogProbability));
            }
        }
    }

    private static double? Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetDouble(out double number) ? number : null;
        }

        reader.Skip();
        return null;
    }

    private static int? Items(ref Utf8JsonReader reader)
    {
        if (!ReplyJson.IsArray(ref reader))
        {
            return null;
        }

        int count = 0;
        while (ReplyJson.NextItem(ref reader))
        {
            reader.Skip();
            count++;
        }

        return count;
    }
}
