using Assay.Calibrating.Anchors;

namespace Assay.Scoring.Serving;

/// <summary>One scoring of all anchors that somebody waits for.</summary>
/// <param name="Until">Nobody waits for longer.</param>
internal sealed record AnchorBurst(DateTimeOffset BegunAt, DateTimeOffset Until)
{
    /// <summary>Null while it goes on.</summary>
    public AnchorCheck? Ended { get; init; }

    private DateTimeOffset EndedAt => Ended switch { AnchorCheck.Done done => done.At, AnchorCheck.Failed failed => failed.At, _ => BegunAt };

    /// <summary>For so long it answers for others that ask the same.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    public bool Answers(DateTimeOffset now) => Ended is null || now - EndedAt < Fresh;
}
