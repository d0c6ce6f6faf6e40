using Assay.Collecting;
using Assay.Scoring.Prompts;

namespace Assay.Scoring.Replies;

/// <summary>Tells whether a judge's quote really stands in what it judged.</summary>
internal static class VerbatimQuote
{
    public static bool IsIn(Response response, string quote) =>
        Holds(response.Output, quote)
        || Holds(response.Input, quote)
        || (response.Reference is { } reference && Holds(reference, quote))
        || response.Context.Any(c => Holds(c, quote))
        || response.Conversation.Any(t => Holds(t.Content, quote));

    // The judge saw the cleaned text, people see the original: a quote of either is verbatim.
    private static bool Holds(string text, string quote)
    {
        int removed = 0;
        return text.Contains(quote, StringComparison.Ordinal)
            || (JudgedText.Clean(text, ref removed) is var clean && removed > 0 && clean.Contains(quote, StringComparison.Ordinal));
    }
}
