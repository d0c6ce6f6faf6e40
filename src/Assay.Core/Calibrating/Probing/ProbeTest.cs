namespace Assay.Calibrating.Probing;

/// <summary>What a judge is probed for.</summary>
public enum ProbeTest
{
    /// <summary>Pairs are shown in both orders.</summary>
    Position,

    /// <summary>Criteria, grades and their meanings are listed the other way round.</summary>
    RubricOrder,

    /// <summary>The answer says everything twice.</summary>
    Verbosity,

    /// <summary>Markdown is added, or taken off; the change is what it is worth to have it.</summary>
    Format,

    /// <summary>The answer says that most people like it.</summary>
    Bandwagon,

    /// <summary>The answer calls experts to witness.</summary>
    Authority,

    /// <summary>The answer has a sentence that is about something else.</summary>
    Distraction,

    /// <summary>Answers of the judge's own model family, beside what people say of them.</summary>
    SelfPreference,

    /// <summary>The same question twice.</summary>
    Repeat,

    /// <summary>Answers without content, and phrases that are known to fool judges.</summary>
    NullAnswers,

    /// <summary>One polite text without content, whatever was asked.</summary>
    ConstantAnswer,

    FactDropped,

    SentenceNegated,

    NumberChanged,

    Truncated,
}

/// <summary>Kinds of tests.</summary>
public static class ProbeTests
{
    /// <summary>Changes that leave an answer as good as it was: the score must stay.</summary>
    public static readonly IReadOnlyList<ProbeTest> Harmless = [ProbeTest.Verbosity, ProbeTest.Format, ProbeTest.Bandwagon, ProbeTest.Authority, ProbeTest.Distraction];

    /// <summary>Changes that make an answer worse: the score must fall.</summary>
    public static readonly IReadOnlyList<ProbeTest> Faults = [ProbeTest.FactDropped, ProbeTest.SentenceNegated, ProbeTest.NumberChanged, ProbeTest.Truncated];
}
