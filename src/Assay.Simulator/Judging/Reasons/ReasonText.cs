using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Judging.Reasons;

/// <summary>Writes why: a sentence or two that fit the score and quote the output.</summary>
internal static class ReasonText
{
    private const int LongestQuote = 70;

    private static readonly (string Before, string After)[] Good =
    [
        ("It answers what was asked and says it plainly: \"", "\". Nothing the user needs is missing."),
        ("The statement \"", "\" is to the point and fits the question."),
        ("Clear and complete; \"", "\" is what the question calls for."),
    ];

    private static readonly (string Before, string After)[] Fair =
    [
        ("Mostly right, as in \"", "\", but some detail is left open."),
        ("The passage \"", "\" helps, yet the answer could be more specific."),
        ("It addresses the question with \"", "\". One point stays unclear."),
    ];

    private static readonly (string Before, string After)[] Weak =
    [
        ("Only partly useful: \"", "\" touches the question without settling it."),
        ("The passage \"", "\" is vague, and a needed step is missing."),
    ];

    private static readonly (string Before, string After)[] Bad =
    [
        ("It does not answer the question; \"", "\" leads away from it."),
        ("The claim \"", "\" is wrong or unsupported, and the user is left without help."),
    ];

    private static readonly (string Before, string After)[] First =
    [
        ("The first response serves the user better: \"", "\" is more to the point than the other."),
        ("The first response is stronger, above all in \"", "\"."),
    ];

    private static readonly (string Before, string After)[] Second =
    [
        ("The second response serves the user better: \"", "\" is more to the point than the other."),
        ("The second response is stronger, above all in \"", "\"."),
    ];

    private static readonly (string Before, string After)[] Neither =
    [
        ("Both responses are about equally good; \"", "\" has its match in the other."),
    ];

    public static string Write(in Item item, Opinion opinion, ulong criterion)
    {
        if (item.Output.IsEmpty)
        {
            return "The output is empty, so there is nothing to credit.";
        }

        var choice = StableHash.Mix(item.Hash, criterion);
        var preference = item.IsPair ? opinion.Preferred(criterion, tieAllowed: true) : Preference.First;
        var phrases = item.IsPair ? Phrases(preference) : Phrases(opinion.Quality(criterion));
        var (before, after) = phrases[(int)(choice % (ulong)phrases.Length)];
        var quote = Quotation.Pick(preference == Preference.Second ? item.SecondOutput : item.Output, choice >> 8, LongestQuote);

        // A quoted "[[8]]" would read as a second verdict.
        return quote.Contains("[[", StringComparison.Ordinal)
            ? string.Concat(before, "this", after)
            : string.Concat(before, quote, after);
    }

    private static (string Before, string After)[] Phrases(double quality) => quality switch
    {
        >= 0.8 => Good,
        >= 0.55 => Fair,
        >= 0.3 => Weak,
        _ => Bad,
    };

    private static (string Before, string After)[] Phrases(Preference preference) => preference switch
    {
        Preference.First => First,
        Preference.Second => Second,
        _ => Neither,
    };
}
