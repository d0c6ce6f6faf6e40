using Assay.Access;
using Assay.Collecting.Redaction;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Surfacing.Outbound;

namespace Assay.Server;

/// <summary>What a service is made of. Whoever makes these closes them, after the service has stopped.</summary>
public sealed record ServiceOptions
{
    /// <summary>Addresses to listen on, such as <c>http://127.0.0.1:5080</c>; none where it only judges and nobody is to look.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    public required IServiceLedger Ledger { get; init; }

    public required IReadOnlyList<ServedJudge> Judges { get; init; }

    /// <summary>False: it only judges what is owed, and answers for its health and its metrics.</summary>
    public bool TakesIn { get; init; } = true;

    /// <summary>What is read besides what is sent, and when.</summary>
    public IReadOnlyList<(IResponseSource Source, Schedule Schedule)> Sources { get; init; } = [];

    /// <summary>What is kept out of everything that comes in, before it is stored.</summary>
    public RedactionRules Redaction { get; init; } = RedactionRules.None;

    /// <summary>Where the ledger keeps what receivers are owed; null: nobody is told of anything.</summary>
    public IOutbox? Outbox { get; init; }

    /// <summary>Who is told of verdicts, and of which, and who of incidents.</summary>
    public IReadOnlyList<(IReceiver Receiver, ReceiverRule Rule)> Receivers { get; init; } = [];

    /// <summary>What is watched.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.Usual;

    /// <summary>Metadata fields by which figures are split.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>How old a response may become before it is removed; null: everything is kept.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Null: every question is asked.</summary>
    public CachedVerdicts? Cache { get; init; }

    /// <summary>Where what is being judged is marked, so that what kills the service is found out; null: nowhere.</summary>
    public InFlightMarks? InFlight { get; init; }

    /// <summary>Reads the keys there are. Without any, the service must listen on this machine only.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<ApiKey>>> Keys { get; init; } = _ => Task.FromResult<IReadOnlyList<ApiKey>>([]);

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <param name="Access">Opens the way to the judge's models.</param>
/// <param name="Prices">Of all of them.</param>
/// <param name="Concurrency">Calls at the same time at most.</param>
public sealed record ServedJudge(Judge Judge, Func<Budget?, CancellationToken, Task<JudgeAccess>> Access, IReadOnlyList<ModelPrice> Prices, int Concurrency);
