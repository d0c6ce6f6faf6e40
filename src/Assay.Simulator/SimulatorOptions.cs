using System.Collections.Frozen;

namespace Assay.Simulator;

/// <summary>How a simulated provider listens, answers, limits, fails and errs.</summary>
public sealed record SimulatorOptions
{
    /// <summary>TCP port on 127.0.0.1, 0 to 65535; 0 takes any free port. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>JSONL of recorded replies; when set, only these are given and nothing is simulated. Default none.</summary>
    public string? ReplayFile { get; init; }

    /// <summary>JSONL to which one line per request is appended. Default none.</summary>
    public string? LogFile { get; init; }

    /// <summary>Time before each reply, 0 or more. Default 0.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Half-width of the uniform spread around <see cref="Latency"/>, 0 or more. Default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Requests per minute, 1 or more; also the largest burst. Default unlimited, without limit headers.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Prompt and reply tokens per minute, 1 or more; also the largest burst. Default unlimited, without limit headers.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Tokens that a prompt may have, 1 or more; a longer one gets 400. Default unlimited.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Share of requests that go wrong, and how. Default none.</summary>
    public FaultMix Faults { get; init; } = FaultMix.None;

    /// <summary>Time from a batch's submission until its last request is answered, 0 or more; what takes longer than a day expires. Default 0.</summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>What goes wrong with batches. Default nothing.</summary>
    public BatchFaultMix BatchFaults { get; init; } = BatchFaultMix.None;

    /// <summary>Seed of noise, jitter and faults. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Standard deviation of the judge's noise as a share of the scale, 0 to 1. Default 0.08.</summary>
    public double Noise { get; init; } = 0.08;

    /// <summary>Added to the quality of the response shown first, as a share of the scale, -1 to 1. Default 0.</summary>
    public double PositionBias { get; init; }

    /// <summary>Added per doubling of length (pairwise: against the other response; else against 400 characters), as a share of the scale, -1 to 1. Default 0.</summary>
    public double LengthBias { get; init; }

    /// <summary>Standard deviation of noise that differs from call to call, also between calls that ask the same, as a share of the scale, 0 to 1. Default 0.</summary>
    public double RepeatNoise { get; init; }

    /// <summary>Added where the prompt describes the best grade first, as a share of the scale, -1 to 1. Default 0.</summary>
    public double OrderBias { get; init; }

    /// <summary>Added to a response with Markdown, as a share of the scale, -1 to 1. Default 0.</summary>
    public double FormatBias { get; init; }

    /// <summary>Added to a response that says how many people agree with it, as a share of the scale, -1 to 1. Default 0.</summary>
    public double BandwagonBias { get; init; }

    /// <summary>Added to a response that calls experts or studies to witness, as a share of the scale, -1 to 1. Default 0.</summary>
    public double AuthorityBias { get; init; }

    /// <summary>Whether quality is how much of the reference a response says, where there is one; else it is drawn by chance. Default false.</summary>
    public bool ReadsReference { get; init; }

    /// <summary>How the judge moves while it runs, without another name. Default not at all.</summary>
    public JudgeShift JudgeShift { get; init; } = JudgeShift.None;

    /// <summary>Whether a reply schema is accepted; else 400, as endpoints without it answer. Default true.</summary>
    public bool SupportsJsonSchema { get; init; } = true;

    /// <summary>Whether tools are accepted; else 400. Default true.</summary>
    public bool SupportsTools { get; init; } = true;

    /// <summary>Whether JSON mode is accepted; else 400. Default true.</summary>
    public bool SupportsJsonMode { get; init; } = true;

    /// <summary>Whether several choices are given in answer to one request; else 400. Default true.</summary>
    public bool SupportsChoices { get; init; } = true;

    /// <summary>Whether probabilities of tokens are given; else 400. Default true.</summary>
    public bool SupportsTokenProbabilities { get; init; } = true;

    /// <summary>Whether there are batch APIs; else 404, as from endpoints without them. Default true.</summary>
    public bool SupportsBatches { get; init; } = true;

    /// <summary>The only key accepted; others get 401. Default: every key, and none, is accepted.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The only models served; others get 404. Default: every model is served.</summary>
    public IReadOnlySet<string>? Models { get; init; }

    /// <summary>Clock of limits, delays and time stamps. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal IReadOnlySet<string> ListedModels => Models ?? DefaultModels;

    private static readonly FrozenSet<string> DefaultModels = FrozenSet.Create(StringComparer.Ordinal, "simulated-judge");

    internal void ThrowIfInvalid()
    {
        Require(Port is >= 0 and <= 65535, nameof(Port), Port, "0 to 65535");
        Require(Latency >= TimeSpan.Zero, nameof(Latency), Latency, "0 or more");
        Require(Jitter >= TimeSpan.Zero, nameof(Jitter), Jitter, "0 or more");
        Require(BatchDelay >= TimeSpan.Zero, nameof(BatchDelay), BatchDelay, "0 or more");
        Require(RequestsPerMinute is null or >= 1, nameof(RequestsPerMinute), RequestsPerMinute, "1 or more, or none");
        Require(TokensPerMinute is null or >= 1, nameof(TokensPerMinute), TokensPerMinute, "1 or more, or none");
        Require(ContextWindow is null or >= 1, nameof(ContextWindow), ContextWindow, "1 or more, or none");
        Require(Noise is >= 0 and <= 1, nameof(Noise), Noise, "0 to 1");
        Require(PositionBias is >= -1 and <= 1, nameof(PositionBias), PositionBias, "-1 to 1");
        Require(RepeatNoise is >= 0 and <= 1, nameof(RepeatNoise), RepeatNoise, "0 to 1");
        Require(OrderBias is >= -1 and <= 1, nameof(OrderBias), OrderBias, "-1 to 1");
        Require(FormatBias is >= -1 and <= 1, nameof(FormatBias), FormatBias, "-1 to 1");
        Require(BandwagonBias is >= -1 and <= 1, nameof(BandwagonBias), BandwagonBias, "-1 to 1");
        Require(AuthorityBias is >= -1 and <= 1, nameof(AuthorityBias), AuthorityBias, "-1 to 1");
        Require(LengthBias is >= -1 and <= 1, nameof(LengthBias), LengthBias, "-1 to 1");
    }

    private static void Require(bool holds, string option, object? value, string range)
    {
        if (!holds)
        {
            throw new SimulatorConfigurationException(option, null, FormattableString.Invariant($"{value} is out of range."), $"Give {range}.");
        }
    }
}
