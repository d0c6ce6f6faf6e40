using Assay.Scoring.Judging;

namespace Assay.Gating.Targets;

/// <summary>What answers the cases of a data set: an address, a command, or a model with a prompt, as <c>targets:</c> declares it.</summary>
public sealed record TargetSettings
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);
    public const int DefaultConcurrency = 8;
    public const int MostConcurrency = 1_000;

    /// <summary>Of a reply; a larger one is a failure of its own.</summary>
    public const int LargestReply = 4 << 20;

    public required string Name { get; init; }

    /// <summary>Asked by POST; null: a command is run.</summary>
    public Uri? Url { get; init; }

    /// <summary>Program and arguments; the case comes on its standard input.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>A prompt file, which a model answers with.</summary>
    public string? Prompt { get; init; }

    /// <summary>Answers with <see cref="Prompt"/>, whatever model the file names; null: that one.</summary>
    public ModelReference? Model { get; init; }

    /// <summary>What an address or a command is made of: while these files are as they were, so are its answers. None: nobody knows, and it is asked each time.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public RequestTemplate Request { get; init; } = RequestTemplate.WholeCase;

    public ReplyPath Reply { get; init; } = ReplyPath.Output;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment variable with a key that is sent as a bearer token.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>For one answer, everything included.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Answers that are asked for at the same time.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;
}
