using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Gating.History;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Scoring.Serving;

/// <summary>
/// The ledger as a service uses it: responses arrive by themselves, and what is owed waits in the ledger. Several processes may
/// work on one where its store allows it; what is given out to one of them is not given out to another.
/// </summary>
public interface IServiceLedger : ILedger, ILedgerFigures
{
    /// <summary>Another process may have brought something that is owed. Only a hint: it may be missing, and it may be wrong.</summary>
    event EventHandler? SavedElsewhere;

    /// <summary>What receivers outside are owed of what is recorded here.</summary>
    IOutbox Outbox { get; }

    /// <summary>What is watched, and what was found.</summary>
    IAlertStore Alerts { get; }

    /// <summary>What was judged of files, and gates over it.</summary>
    IGateStore Gates { get; }

    /// <summary>What people say of responses, and what they are asked.</summary>
    ILabelStore Labels { get; }

    /// <summary>What judges said of their anchors.</summary>
    IAnchorStore Anchors { get; }

    /// <summary>
    /// Opens the standing run of a judge: what the ledger still owes this version, and what it owes other versions of the judge
    /// in the service and the rule holds, is offered to it from now on.
    /// </summary>
    Task<RunKey> OpenStandingRunAsync(Judge judge, IntakeRule rule, CancellationToken cancellationToken);

    /// <summary>
    /// Before calls are made: shows that outcomes can be saved at all, counts as spent what this process still holds reserved for
    /// the run because an earlier saving failed, and offers again what was given out to it and is still owed.
    /// </summary>
    Task BeginSittingAsync(RunKey run, CancellationToken cancellationToken);

    /// <summary>
    /// Saves requests with what each response owes each judge, all in one transaction. A response whose id is known is not saved
    /// again, save where its conversation went on (<see cref="Continuations"/>): then it is the next revision, and what the service
    /// still owed for earlier ones to judges that are given this one is skipped as superseded. Where nothing more was said but
    /// that it is closed, what waits for its conversation to be idle is due.
    /// </summary>
    /// <returns>One result per request, in their order.</returns>
    Task<IReadOnlyList<IntakeResult>> ReceiveAsync(IReadOnlyList<IntakeRequest> requests, IReadOnlyList<JudgeIntake> judges, CancellationToken cancellationToken);

    /// <summary>How far a source was read; null where it never was.</summary>
    Task<string?> FindCursorAsync(string source, CancellationToken cancellationToken);

    /// <summary>Of several processes that are given a source, one reads it, until it stops or is gone.</summary>
    /// <returns>Whether it is this one.</returns>
    Task<bool> TryOwnSourceAsync(string source, CancellationToken cancellationToken);

    /// <summary>
    /// Gives out what the run's judge is owed and may be tried now, what is new first; then what was put off and is due again.
    /// In one sitting nothing is given out twice, unless it was put off.
    /// </summary>
    Task<IReadOnlyList<AcceptedResponse>> TakeOwedAsync(RunKey run, int atMost, CancellationToken cancellationToken);

    /// <summary>How much of that there is now, counted no further than a number.</summary>
    Task<OwedCount> CountOwedAsync(RunKey run, int atMost, CancellationToken cancellationToken);

    /// <summary>
    /// A service died while these were being judged: counts it for each that is still owed, and puts off what
    /// <see cref="Quarantine"/> says.
    /// </summary>
    Task NoteDeathAsync(IReadOnlyList<InFlight> judged, CancellationToken cancellationToken);

    /// <summary>Keeps that a release went out; of a name that was announced before nothing is changed.</summary>
    /// <returns>As it was announced before; null: it was not.</returns>
    Task<AnnouncedRelease?> AnnounceReleaseAsync(AnnouncedRelease release, CancellationToken cancellationToken);

    /// <summary>Shows that the ledger can be written, by writing to it.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Removes some of the responses received before a time, with all that was said of them; what was paid stays.</summary>
    /// <param name="forget">Told first; null: no cache holds anything of them.</param>
    /// <returns>How many; 0 when there are none left.</returns>
    Task<int> RemoveBeforeAsync(DateTimeOffset time, ForgetReplies? forget, CancellationToken cancellationToken);

    /// <summary>Null where the judge was owed nothing in the range.</summary>
    Task<Quality?> QualityAsync(QualityQuery query, CancellationToken cancellationToken);
}

/// <param name="Oldest">When the first of those that were counted was received; null where nothing is owed.</param>
public readonly record struct OwedCount(int Count, DateTimeOffset? Oldest);
