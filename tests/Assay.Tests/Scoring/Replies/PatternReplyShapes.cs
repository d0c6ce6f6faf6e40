namespace Assay.Tests.Scoring.Replies;

/// <summary>Replies in free text, the pattern that takes the grade out, and what comes of each.</summary>
public static class PatternReplyShapes
{
    private const string Better = @"/Output \((a|b)\) is better|\AOutput \((a|b)\)\s*\z/";

    public static TheoryData<string, Asked, string, string> Rows => new()
    {
        // The grade between marks.
        { "[[x]]", Asked.Ten, "It is sound. [[8]]", "8" },
        { "[[x]]", Asked.Ten, "[[ 8 ]]", "8" },
        { "[[x]]", Asked.Ten, "Rating: [[8]].", "8" },
        { "[[x]]", Asked.Ten, "[[8.0]]", "8" },
        { "[[x]]", Asked.Ten, "[[８]]", "8" },
        { "[[x]]", Asked.Ten, "[[8/10]]", "8" },
        { "[[x]]", Asked.Ten, "[[8 / 10]]", "8" },
        { "[[x]]", Asked.Ten, "I rate it as [[rating]], so [[5]]", "5" },
        { "[[x]]", Asked.Ten, "[[5]] ... in short [[5]]", "5" },
        { "[[x]]", Asked.Ten, "[[5]] ... in short [[5.0]]", "5" },
        { "[[x]]", Asked.Ten, "<think>[[3]]</think>[[8]]", "8" },
        { "[[x]]", Asked.Fractions, "[[4.5]]", "4.5" },
        { "[[x]]", Asked.Ten, "[[8.5]]", "off_scale" },
        { "[[x]]", Asked.Ten, "[[11]]", "off_scale" },
        { "[[x]]", Asked.Ten, "[[-1]]", "off_scale" },
        { "[[x]]", Asked.Ten, "[[4/5]]", "off_scale" },
        { "[[x]]", Asked.Ten, "[[8]], no, [[9]]", "contradictory" },
        { "[[x]]", Asked.Ten, "[[8]] or [[11]]", "contradictory" },
        { "[[x]]", Asked.Ten, "[[eight]]", "unreadable" },
        { "[[x]]", Asked.Ten, "[[8,5]]", "unreadable" },
        { "[[x]]", Asked.Ten, "[[8-9]]", "unreadable" },
        { "[[x]]", Asked.Ten, "[[]]", "unreadable" },
        { "[[x]]", Asked.Ten, "[8]", "unreadable" },
        { "[[x]]", Asked.Ten, "Rating: 8", "unreadable" },
        { "[[x]]", Asked.Ten, "<think>[[8]]", "unreadable" },
        { "[[x]]", Asked.Ten, " \n", "empty_reply" },
        { "[[x]]", Asked.Ten, "I'm sorry, but I can't rate this.", "refused" },

        // The grade after a word.
        { "Rating: x", Asked.Ten, "Rating: 10", "10" },
        { "Rating: x", Asked.Ten, "Rating:  8.", "8" },
        { "Rating: x", Asked.Ten, "Rating: 8, because it is sound", "8" },
        { "Rating: x", Asked.Ten, "Rating: 8 - sound", "8" },
        { "Rating: x", Asked.Ten, "Rating: 8/10", "8" },
        { "Rating: x", Asked.Fractions, "Rating: 4.5", "4.5" },
        { "Rating: x", Asked.Whole, "Rating: 10", "off_scale" },
        { "Rating: x", Asked.Whole, "Rating: 4.5", "off_scale" },
        { "Rating: x", Asked.Whole, "Rating: 4/10", "off_scale" },
        { "Rating: x", Asked.Ten, "Rating: 7\nRating: 8", "contradictory" },
        { "Rating: x", Asked.Ten, "Rating: 10th", "unreadable" },
        { "Rating: x", Asked.Ten, "rating: 8", "unreadable" },
        { "Rating: x", Asked.Ten, "**Rating:** 8", "unreadable" },
        { "Rating: x", Asked.Whole, "Rating: 4,5", "unreadable" },
        { "Rating: x", Asked.Whole, "Rating: 4-5", "unreadable" },
        { "Rating: x", Asked.Whole, "Rating: 4\u20135", "unreadable" },
        { "Rating: x", Asked.Whole, "Rating: 4 - 5", "unreadable" },
        { "Rating: x", Asked.Whole, "Rating: 4\n- 2 small slips", "4" },

        // The text behind the grade must not cut it short.
        { "Score: x.", Asked.Whole, "Score: 4.", "4" },
        { "Score: x.", Asked.Whole, "Score: 4.5.", "off_scale" },
        { "Score: x.", Asked.Whole, "Score: 4.5", "unreadable" },
        { "Score: x/5", Asked.Whole, "Score: 4/5", "4" },
        { "Score: x/5", Asked.Whole, "Score: 4/50", "unreadable" },
        { "x", Asked.Whole, "4", "4" },
        { "x", Asked.Whole, "I give it 4.", "4" },
        { "x", Asked.Whole, "GPT4 wrote this", "unreadable" },
        { "x/5", Asked.Whole, "I give 4/5.", "4" },
        { "x/5", Asked.Whole, "I give 3,4/5", "unreadable" },
        { "x", Asked.Pair, "banana", "unreadable" },

        // Words for grades.
        { "Verdict: x", Asked.PassFail, "Verdict: PASS", "1" },
        { "Verdict: x", Asked.PassFail, "Verdict: fail", "0" },
        { "Verdict: x", Asked.PassFail, "Verdict: passed", "unreadable" },
        { "Verdict: x", Asked.Labels, "Verdict: good", "2" },
        { "Verdict: x", Asked.Labels, "Verdict: great", "unreadable" },
        { "Verdict: x", Asked.Labels, "Verdict: goodish", "unreadable" },
        { "[[x]]", Asked.Pair, "[[a]]", "0" },
        { "[[x]]", Asked.Pair, "[[c]]", "unreadable" },

        // Regular expressions.
        { Better, Asked.Pair, "Output (a) is better.", "0" },
        { Better, Asked.Pair, "Output (b)\n", "1" },
        { Better, Asked.Pair, "Output (b)", "1" },
        { Better, Asked.Pair, "I think that Output (b) is better, since Output (a) rambles.", "1" },
        { Better, Asked.Pair, "Output (a) is better. No: Output (b) is better.", "contradictory" },
        { Better, Asked.Pair, "Output (a) rambles", "unreadable" },
        { Better, Asked.Pair, "Output (c) is better", "unreadable" },
        { @"/Score: (\S+)/", Asked.Ten, "Score: eight", "unreadable" },
        { @"/Score: (\S+)/", Asked.Ten, "Score: 8", "8" },
        { @"/^(\d+)$/", Asked.Ten, "It is sound.\n8", "8" },
        { @"/Score:(\d)?/", Asked.Ten, "Score:", "unreadable" },
    };
}
