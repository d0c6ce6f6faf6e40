namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Every change of an answer that a test makes: the same text always becomes the same other one.</summary>
public static class Perturbations
{
    /// <returns>Null where the text has nothing that could be changed so.</returns>
    public static string? Apply(ProbeTest test, string text, ProbeLanguage language) => test switch
    {
        ProbeTest.Verbosity => AddedText.Restate(text, language),
        ProbeTest.Format => Markdown.Toggle(text),
        ProbeTest.Bandwagon => AddedText.Append(text, language.Bandwagon),
        ProbeTest.Authority => AddedText.Append(text, language.Authority),
        ProbeTest.Distraction => AddedText.Append(text, language.Distraction),
        ProbeTest.ConstantAnswer => ConstantAnswer,
        ProbeTest.FactDropped => DroppedFact.Apply(text),
        ProbeTest.SentenceNegated => NegatedSentence.Apply(text, language),
        ProbeTest.NumberChanged => ChangedNumber.Apply(text),
        ProbeTest.Truncated => Truncation.Apply(text),
        _ => null,
    };

    /// <summary>Says nothing, politely, of whatever was asked.</summary>
    internal const string ConstantAnswer =
        "Thank you for this thoughtful question. It touches on several important aspects, and a careful answer has to look at each of them in turn. "
        + "In summary, the matter can be understood well when all relevant points are considered together, and I hope that this complete overview is helpful.";

    /// <summary>Answers without content, and openings that lead some judges to grade a missing answer as right (arXiv 2507.08794).</summary>
    internal static readonly IReadOnlyList<string> NullAnswers =
        ["", " ", ":", ".", ",", "**", "\u200b", "Thought process:", "Thinking process:", "Solution", "Solution:", "Explanation:", "Answer:", "Final answer:", "Let's solve this problem step by step."];
}
