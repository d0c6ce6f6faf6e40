using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing.Alerts.Evaluating;

namespace Assay.Surfacing.Alerts.Watching;

/// <summary>
/// Looks at the ledger again and again, and saves the incidents that open and close with what receivers are owed of them. A ledger
/// that fails is looked at again later; what was saved is read anew then, so that nothing opens twice.
/// </summary>
public sealed class AlertWatch(IServiceLedger ledger, AlertWatchOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SlowestPace = TimeSpan.FromMinutes(5);

    /// <summary>So much longer than a look reads does it rest: the ledger is there for judging.</summary>
    private const int Rest = 9;

    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private readonly AlertDetail _detail = new(ledger, ledger.Labels, clock);

    // Only the loop touches them. Null: to be read from the ledger.
    private Dictionary<(string Rule, AlertSubject Subject), AlertState>? _states;
    private Dictionary<Guid, Incident> _open = [];
    private TimeSpan _reading;

    private volatile AlertView _view = new();

    /// <summary>What the last look saw.</summary>
    public AlertView View => _view;

    /// <summary>Every rule that holds now.</summary>
    public Task<IReadOnlyList<AlertRule>> RulesAsync(CancellationToken cancellationToken) => AlertRules.ReadAsync(ledger.Alerts, options.Settings, options.Names, cancellationToken);

    public AlertWatchOptions Options => options;

    public async Task WatchAsync(CancellationToken stop)
    {
        TimeSpan wait = Pace;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _view = _view with { NextLook = clock.GetUtcNow() + wait };
                await Task.Delay(wait, clock, stop);
                _reading = TimeSpan.Zero;
                await LookAsync(stop);
                wait = TimeSpan.FromTicks(Math.Clamp(_reading.Ticks * Rest, Pace.Ticks, SlowestPace.Ticks));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was, it must not keep the service from its work, nor from being watched.
                _states = null;
                _view = _view with { Trouble = e is LedgerException ? e.Message : $"unexpected, please report it: {e}" };
            }
        }
    }

    /// <summary>One look at everything. On an exception nothing is known of what was saved.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!await ledger.Alerts.TryWatchAsync(cancellationToken))
        {
            _states = null;
            _view = _view with { IsWatching = false, Readings = [] };
            return;
        }

        await LoadAsync(cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<AlertRule> rules = await RulesAsync(cancellationToken);
        IReadOnlyDictionary<string, DateTimeOffset> mutes = await ledger.Alerts.MutesAsync(cancellationToken);
        IReadOnlyDictionary<string, JudgeStanding?> judges = await options.Judges(cancellationToken);
        var look = new AlertLook(ledger, judges, _since, now) { Labels = ledger.Labels };
        var readings = new List<(string Rule, AlertReading Reading)>();
        foreach (AlertRule rule in rules)
        {
            bool isMuted = mutes.TryGetValue(rule.Name, out DateTimeOffset until) && until > now;
            OpenFall[] falls = [.. _open.Values.Where(i => i.Rule == rule.Name).SelectMany(i => OpenFall.Of(i.Subject, i.OpenedAt, i.Opening))];
            foreach (AlertReading reading in (await FactsAsync(look, rule, cancellationToken)).SelectMany(f => AlertEvaluation.Of(rule, f, falls)))
            {
                readings.Add((rule.Name, await StepAsync(rule, reading, isMuted, now, cancellationToken)));
            }
        }

        HashSet<(string, AlertSubject)> seen = [.. readings.Select(r => (r.Rule, r.Reading.Subject))];
        foreach (AlertState gone in _states!.Values.Where(s => !seen.Contains((s.Rule, s.Subject))).ToList())
        {
            AlertRule? rule = rules.FirstOrDefault(r => r.Name == gone.Rule);
            // Another process on the same ledger may have judges that this one has not, and watched before.
            if (rule is null || gone.Subject.Judge is null || judges.ContainsKey(gone.Subject.Judge) || now - gone.Since >= AlertMachine.Forgotten)
            {
                await AbandonAsync(rule, gone, now, cancellationToken);
            }
        }

        _view = new AlertView { LookedAt = now, IsWatching = true, Readings = readings, Firing = [.. _open.Values] };
    }

    private async Task<IReadOnlyList<JudgeFacts>> FactsAsync(AlertLook look, AlertRule rule, CancellationToken cancellationToken)
    {
        long begin = clock.GetTimestamp();
        IReadOnlyList<JudgeFacts> facts = await look.FactsAsync(rule, cancellationToken);
        _reading += clock.GetElapsedTime(begin);
        return facts;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_states is null)
        {
            _open = (await ledger.Alerts.IncidentsAsync(new IncidentQuery { OnlyOpen = true, AtMost = int.MaxValue }, cancellationToken)).ToDictionary(i => i.Id);
            _states = (await ledger.Alerts.StatesAsync(cancellationToken)).ToDictionary(s => (s.Rule, s.Subject));
        }
    }

    /// <returns>What was seen, with what else is known of it.</returns>
    private async Task<AlertReading> StepAsync(AlertRule rule, AlertReading reading, bool isMuted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AlertState before = _states!.GetValueOrDefault((rule.Name, reading.Subject)) ?? new AlertState(rule.Name, reading.Subject, AlertStage.Ok, now, null);
        AlertStep step = AlertMachine.Step(rule, before, reading, now);
        AlertSeverity severity = rule.Severity;
        string? advisory = step.Change == AlertChange.Opens ? await AdvisoryAsync(reading.Subject, cancellationToken) : null;
        if (step.Change == AlertChange.Opens && rule.Condition.IsOfScores && advisory is null && options.CheckAnchors(reading.Subject) is { } check)
        {
            // Nobody is told that scores fell before the judge itself was looked at; where nobody is told, no call is paid for it.
            reading = JudgeCheck.Of(rule, reading, check);
            step = check is AnchorCheck.Pending ? AlertMachine.Step(rule, before, reading, now) : step;
            severity = SeverityOf(rule, reading.Evidence.Judge);
        }

        switch (step.Change)
        {
            case AlertChange.Opens:
                bool isTold = !isMuted && advisory is null;
                AlertEvidence opening = advisory is null ? reading.Evidence : reading.Evidence with { Statement = $"{reading.Evidence.Statement} (advisory: nobody is told)", Advisory = advisory };
                var bare = new Incident { Id = step.State.Incident!.Value, Rule = rule.Name, Subject = reading.Subject, Severity = severity, OpenedAt = now, IsTold = isTold, Opening = opening };
                Incident incident = await _detail.AddAsync(bare, cancellationToken);
                await SaveAsync(step.State, incident, isTold ? NoticeEvent.Opened : null, rule, cancellationToken);
                _open[incident.Id] = incident;
                break;
            case AlertChange.Closes:
                await CloseAsync(step.State, before.Incident!.Value, reading.Evidence, rule, cancellationToken);
                break;
            default:
                // It was muted or advisory when it opened, and is not any more.
                Incident? untold = !isMuted && step.State.Incident is { } open && _open.TryGetValue(open, out Incident? known) && !known.IsTold
                    && await AdvisoryAsync(reading.Subject, cancellationToken) is null ? Checked(rule, reading, known) : null;
                if (untold is not null || Differs(before, step.State))
                {
                    await SaveAsync(step.State, untold, untold is null ? null : NoticeEvent.Opened, rule, cancellationToken);
                }

                if (untold is not null)
                {
                    _open[untold.Id] = untold;
                }

                break;
        }

        return reading;
    }

    /// <summary>An incident that is told late. Its judge is looked at first, unless that was done when it opened.</summary>
    /// <returns>Null while the anchors are being scored.</returns>
    private Incident? Checked(AlertRule rule, AlertReading reading, Incident late) =>
        !rule.Condition.IsOfScores || late.Opening.Judge is not null || options.CheckAnchors(reading.Subject) is not { } check ? late with { IsTold = true }
        : check is AnchorCheck.Pending || JudgeCheck.Of(rule, reading, check).Evidence.Judge is not { } finding ? null
        : late with { IsTold = true, Severity = SeverityOf(rule, finding), Opening = late.Opening with { Judge = finding } };

    /// <summary>What the judge itself did is no reason to wake anybody.</summary>
    private static AlertSeverity SeverityOf(AlertRule rule, AnchorFinding? finding) => finding is { Attribution: Attribution.Judge } ? AlertSeverity.Ticket : rule.Severity;

    /// <summary>Only what is about scores depends on whether the judge is right.</summary>
    private async Task<string?> AdvisoryAsync(AlertSubject subject, CancellationToken cancellationToken) =>
        subject is { Judge: { } judge, Kind: "mean" or "drop" or "bad_share" } ? await options.Advisory(judge, subject.Criterion, cancellationToken) : null;

    /// <summary>Nobody has a reading of it: the rule or the judge is gone, or a later release took its place.</summary>
    private async Task AbandonAsync(AlertRule? rule, AlertState before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AlertStep step = AlertMachine.Abandon(rule, before, now);
        if (step.Change == AlertChange.Closes)
        {
            string why = rule is null ? "the rule is gone" : before.Subject.Kind == "drop" ? "it is no longer so, or a later release took its place" : "it is no longer watched";
            await CloseAsync(step.State, before.Incident!.Value, new AlertEvidence { Statement = why, From = before.Since, To = now }, rule, cancellationToken);
        }
        else if (Differs(before, step.State))
        {
            await SaveAsync(step.State, null, null, rule, cancellationToken);
        }
    }

    private async Task CloseAsync(AlertState state, Guid id, AlertEvidence closing, AlertRule? rule, CancellationToken cancellationToken)
    {
        // Read again: somebody may have acknowledged it.
        Incident? incident = (await ledger.Alerts.IncidentsAsync(new IncidentQuery { Id = id }, cancellationToken)) is [var found] ? found with { ClosedAt = state.Since, Closing = closing } : null;
        await SaveAsync(state, incident, incident is { IsTold: true } ? NoticeEvent.Closed : null, rule, cancellationToken);
        _open.Remove(id);
    }

    private async Task SaveAsync(AlertState state, Incident? incident, NoticeEvent? told, AlertRule? rule, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        AlertNotice? notice = told is { } what && incident is not null ? new AlertNotice(Guid.CreateVersion7(now), what, now, incident) : null;
        IReadOnlyList<string> receivers = rule is { Notify.Count: > 0 } ? [.. rule.Notify.Intersect(options.Receivers, StringComparer.Ordinal)] : options.Receivers;
        FailPoint.Hit("alerting");
        if (!await ledger.Alerts.SaveAsync(state, incident, notice, receivers, cancellationToken))
        {
            throw new LedgerException("Another process watches this ledger now.");
        }

        FailPoint.Hit("alerted");
        if (state.IsPlain)
        {
            _states!.Remove((state.Rule, state.Subject));
        }
        else
        {
            _states![(state.Rule, state.Subject)] = state;
        }
    }

    /// <summary>When a state that is simply well began is of no interest.</summary>
    private static bool Differs(AlertState before, AlertState after) => before != after && !(before.IsPlain && after.IsPlain);
}
