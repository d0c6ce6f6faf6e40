using System.Text.RegularExpressions;

namespace Assay.Calibrating.Pairwise;

/// <summary>Reads which of two a text prefers, as judges and data sets write it: <c>A</c>, <c>1</c>, <c>A&gt;&gt;B</c>, <c>Output (b)</c>, <c>tie</c>.</summary>
public static partial class PreferenceText
{
    /// <summary>What is understood, as an expression that finds it in a reply; longer ones first.</summary>
    internal const string Known =
        @"[AaBb12] ?(?:>>|<<|>|<|=) ?[AaBb12]|(?:(?:[Oo]utput|[Rr]esponse|[Aa]nswer|[Mm]odel|[Aa]ssistant|[Oo]ption) ?[_(]? ?)?(?:[AaBb12])\)?|[Tt]ie|TIE|[Dd]raw|[Ee]qual|[Ff]irst|[Ss]econd|C|0";

    public static Preference? TryRead(string text)
    {
        string bare = Decoration().Replace(text, "").ToUpperInvariant();
        return Prefix().Replace(bare, "") switch
        {
            "A" or "1" or "FIRST" or "A>B" or "A>>B" or "B<A" or "B<<A" or "1>2" or "1>>2" or "2<1" or "2<<1" => Preference.First,
            "B" or "2" or "SECOND" or "B>A" or "B>>A" or "A<B" or "A<<B" or "2>1" or "2>>1" or "1<2" or "1<<2" => Preference.Second,
            "TIE" or "TIED" or "DRAW" or "EQUAL" or "SAME" or "C" or "0" or "A=B" or "B=A" or "1=2" or "2=1" => Preference.Tie,
            _ => null,
        };
    }

    public static Preference Swapped(this Preference preference) => preference switch
    {
        Preference.First => Preference.Second,
        Preference.Second => Preference.First,
        _ => Preference.Tie,
    };

    [GeneratedRegex(@"[\s\[\](){}""'.*_:#`]", RegexOptions.NonBacktracking)]
    private static partial Regex Decoration();

    [GeneratedRegex("^(OUTPUT|RESPONSE|ANSWER|MODEL|ASSISTANT|OPTION|SYSTEM|CANDIDATE)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();
}
