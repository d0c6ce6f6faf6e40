using System.Text.Json;
using Assay.Providers.Http;
using Microsoft.Extensions.AI;

namespace Assay.Providers.OpenAi;

/// <summary>Reads the token counts of a chat completion.</summary>
internal static class OpenAiUsage
{
    /// <summary>Null when neither input nor output was counted.</summary>
    public static UsageDetails? Read(ref Utf8JsonReader reader)
    {
        if (!ReplyJson.IsObject(ref reader))
        {
            return null;
        }

        long? input = null, output = null, total = null, cached = null, reasoning = null;
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "prompt_tokens"u8))
            {
                input = ReplyJson.Count(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "completion_tokens"u8))
            {
                output = ReplyJson.Count(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "total_tokens"u8))
            {
                total = ReplyJson.Count(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "prompt_tokens_details"u8))
            {
                cached = Detail(ref reader, "cached_tokens"u8);
            }
            else if (ReplyJson.Is(ref reader, "completion_tokens_details"u8))
            {
                reasoning = Detail(ref reader, "reasoning_tokens"u8);
            }
            else
            {
                reader.Skip();
            }
        }

        return input is null && output is null
            ? null
            : new UsageDetails
            {
                InputTokenCount = input,
                OutputTokenCount = output,
                TotalTokenCount = total ?? input + output,

                // More cached than sent would make the call's cost negative.
                CachedInputTokenCount = cached > input ? input : cached,
                ReasoningTokenCount = reasoning,
            };
    }

    private static long? Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        long? count = null;
        if (!ReplyJson.IsObject(ref reader))
        {
            return null;
        }

        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, name))
            {
                count = ReplyJson.Count(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return count;
    }
}
