using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>Everything the ledger knows of one response: what was received, where, and what every judge made of it.</summary>
public sealed record Trail(string Id, IReadOnlyList<Trail.Revision> Revisions)
{
    /// <summary>One content under the id.</summary>
    public sealed record Revision(int Number, DateTimeOffset ReceivedAt, string Body, IReadOnlyList<Appearance> Appearances, IReadOnlyList<Judgment> Judgments)
    {
        public ContentState Content { get; init; }
    }

    /// <summary>A run that the revision was part of.</summary>
    public sealed record Appearance(string Run, DateTimeOffset StartedAt, string Place);

    public sealed record Judgment(ResultRow Result, string Model, DateTimeOffset? DecidedAt, IReadOnlyList<Attempt> Attempts)
    {
        /// <inheritdoc cref="Panels.PanelRule.Of"/>
        public string? Rule { get; init; }

        /// <summary>While it is owed and was put off, or its conversation may go on: when it is tried.</summary>
        public DateTimeOffset? NextTryAt { get; init; }

        /// <summary>How often a service died while it was being judged.</summary>
        public int Deaths { get; init; }

        /// <inheritdoc cref="Judged.Decided.WithheldSamples"/>
        public int WithheldSamples { get; init; }
    }
}
