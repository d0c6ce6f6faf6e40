using System.Text.Json;
using Assay.Providers.Http;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Anthropic;

/// <summary>Reads the token counts of a message. The API counts cached input apart; here the input is the whole of it.</summary>
internal static class AnthropicUsage
{
    /// <summary>Null when neither input nor output was counted.</summary>
    public static UsageDetails? Read(ref Utf8JsonReader reader)
    {
        if (!ReplyJson.IsObject(ref reader))
        {
            return null;
        }

        long? input = null, output = null, cacheRead = null, cacheWritten = null;
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "input_tokens"u8))
            {
                input = ReplyJson.Count(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "output_tokens"u8))
            {
                output = ReplyJson.Count(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "cache_read_input_tokens"u8))
            {
                cacheRead = ReplyJson.Count(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "cache_creation_input_tokens"u8))
            {
                cacheWritten = ReplyJson.Count(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (input is null && output is null)
        {
            return null;
        }

        long? whole = input + (cacheRead ?? 0) + (cacheWritten ?? 0);
        var usage = new UsageDetails
        {
            InputTokenCount = whole,
            OutputTokenCount = output,
            TotalTokenCount = whole + output,
            CachedInputTokenCount = cacheRead,
        };
        if (cacheWritten is { } written and > 0)
        {
            usage.AdditionalCounts = new AdditionalPropertiesDictionary<long> { [ReplyProperties.CacheWriteCount] = written };
        }

        return usage;
    }
}
