using Assay.Simulator.Chat;

namespace Assay.Simulator.Judging.Items;

/// <summary>Finds the item in a request: by fences, by the markers of well-known prompts, else the whole last user message.</summary>
internal static class ItemFinder
{
    public static Item Find(ChatRequest request)
    {
        var last = ReadOnlySpan<char>.Empty;
        for (var i = request.Messages.Count - 1; i >= 0; i--)
        {
            var message = request.Messages[i];
            if (message.Role != ChatRole.User)
            {
                continue;
            }

            var text = request.TextOf(message);
            if (FencedParts.TryRead(text, out var fenced))
            {
                return fenced;
            }

            if (last.IsEmpty)
            {
                last = text;
            }
        }

        return BenchmarkPrompts.TryRead(last, out var marked) ? marked : new Item { Output = last.Trim(), Before = last };
    }
}
