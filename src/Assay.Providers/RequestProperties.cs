using Assay.Scoring.Judging;

namespace Assay.Providers;

/// <summary>The names of what can be asked for through a request's additional properties.</summary>
public static class RequestProperties
{
    /// <summary>How much a reasoning model thinks, a string such as <c>low</c>.</summary>
    public const string ReasoningEffort = "reasoning_effort";

    /// <summary>How many choices to give, where the provider can; each becomes one message.</summary>
    public const string Choices = CallProperties.Choices;
}
