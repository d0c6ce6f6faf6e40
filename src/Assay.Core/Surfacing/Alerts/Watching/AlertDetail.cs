using Assay.Calibrating.Correcting;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Serving;
using Assay.Surfacing.Causes;

namespace Assay.Surfacing.Alerts.Watching;

/// <summary>What else is known when an incident about scores opens: the worst responses, and what explains most of it.</summary>
public sealed class AlertDetail(ILedgerFigures ledger, ILabelRecords labels, TimeProvider clock)
{
    /// <summary>Longer than this nobody waits to be told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostWorst = 5;
    private const int MostLookedAt = 5_000;

    public async Task<Incident> AddAsync(Incident incident, CancellationToken cancellationToken)
    {
        if (CauseQuestion.Of(incident) is not { } question)
        {
            return incident;
        }

        IReadOnlyList<WorstResponse> worst = await WithinAsync<IReadOnlyList<WorstResponse>>(cancel => WorstAsync(incident.Subject, incident.Opening, cancel), [], cancellationToken);
        LeadingCause? cause = await WithinAsync(cancel => CauseAsync(question, cancel), null, cancellationToken);
        (Estimate? corrected, string? text) = await WithinAsync(cancel => CorrectedAsync(incident, cancel), (null, null), cancellationToken);
        return incident with { Opening = incident.Opening with { Worst = worst, Cause = cause, Corrected = corrected, CorrectedText = text } };
    }

    private async Task<IReadOnlyList<WorstResponse>> WorstAsync(AlertSubject subject, AlertEvidence evidence, CancellationToken cancellationToken)
    {
        (string, string)? slice = subject.Slice is { } of ? (of.Field, of.Value) : subject.Release is { } release ? ("release", release) : null;
        RecentOutcomes recent = await ledger.RecentAsync(
            new RecentQuery(subject.Judge!, evidence.From, MostLookedAt) { Criterion = subject.Criterion, Slice = slice, OnlyScored = true }, cancellationToken);
        RecentOutcome[] lowest = [.. recent.Rows.Where(r => r.Score is not null).OrderBy(r => r.Score).Take(MostWorst)];
        IReadOnlyDictionary<long, string> ids = await ledger.IdsAsync([.. lowest.Select(r => r.Key)], cancellationToken);
        return [.. lowest.Where(r => ids.ContainsKey(r.Key)).Select(r => new WorstResponse(ids[r.Key], r.Score!.Value))];
    }

    /// <summary>Of the window, by the version that the incident is about, or that judged last.</summary>
    private async Task<(Estimate?, string?)> CorrectedAsync(Incident incident, CancellationToken cancellationToken)
    {
        (AlertSubject subject, AlertEvidence evidence) = (incident.Subject, incident.Opening);
        (string, string)? slice = subject.Slice is { } of ? (of.Field, of.Value) : subject.Release is { } release ? ("release", release) : null;
        var means = new CorrectedMeans(labels, ledger);
        if (await means.ReadAsync(new CorrectionQuestion(subject.Judge!, evidence.From, evidence.To) { JudgeVersion = subject.JudgeVersion, Slice = slice }, cancellationToken) is not { } found
            || found.Of(subject.Criterion) is not { } criterion)
        {
            return (null, null);
        }

        return ((criterion.Mean as Correction.Known)?.Mean.Corrected, criterion.Sentence);
    }

    private async Task<LeadingCause?> CauseAsync(CauseQuestion question, CancellationToken cancellationToken) =>
        (await CauseReading.ReadAsync(ledger, question, cancellationToken))?.Causes is [var first, ..] ? new LeadingCause(first.Label, first.ShareOfDrop, first.Support) : null;

    /// <summary>What cannot be found in time is left out: it must not keep anybody from being told.</summary>
    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> find, T otherwise, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await Task.Run(() => find(both.Token), both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return otherwise;
        }
    }
}
