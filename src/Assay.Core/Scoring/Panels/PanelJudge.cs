using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Panels;

/// <summary>Judges by a panel: its stages one after another, the voters of each at the same time, every one an ordinary judge with its own model, price, limiter and cache keys.</summary>
#pragma warning disable CA1001 // The semaphore is never waited for by its handle: it holds nothing to give back.
public sealed class PanelJudge : IResponseJudge
#pragma warning restore CA1001
{
    private readonly int[] _questions;
    private readonly Panel _panel;
    private readonly PanelSeat[] _seats;
    private readonly SemaphoreSlim _places;
    private readonly StageReading _reading;
    private readonly Thrift? _thrift;
    private readonly PanelAsking? _batching;

    /// <param name="access">How the judges of all voters reach their models.</param>
    public PanelJudge(Judge judge, Panel panel, JudgeAccess access, SharedCalls? sharing, TimeProvider clock, int repeat)
    {
        _panel = panel;
        int[] questions = [.. panel.Voters.Select(v => v.Judge.Questions.Count)];
        _questions = [.. questions.Select((_, v) => questions.Take(v).Sum())];
        int samples = panel.Voters.Max(v => v.Sample) + 1;
        _seats = [.. panel.Voters.Select(v => new PanelSeat(v, access.Models[v.Judge.Version], sharing, clock, (repeat * samples) + v.Sample))];
        // A voter's slot goes back when it has answered, so the places bound what a killed process asks again.
        _places = new SemaphoreSlim(access.Concurrency, access.Concurrency);
        _reading = new StageReading(judge, panel);
        BatchAsking[] asking = [.. _seats.Select(s => s.Batching).OfType<BatchAsking>()];
        _batching = asking.Length == _seats.Length ? new PanelAsking(asking, _questions, NextAsync) : null;
        _thrift = access.Models.Values.Select(m => m.Thrift).FirstOrDefault(t => t is not null);
        Version = judge.Version;
    }

    public string Version { get; }

    public long Throttled => _seats.Sum(s => s.Throttled);

    public string? Trouble => _seats.Select(s => s.Trouble).FirstOrDefault(t => t is not null);

    IBatchAsking? IResponseJudge.Batching => _batching;

    public PendingVerdict Prepare(AcceptedResponse owed)
    {
        PendingVerdict pending = Prepare(owed.Response);
        pending.Batched = owed.Batched;
        for (int v = 0; v < _seats.Length; v++)
        {
            PendingVerdict member = pending.Members[v];
            member.Batched = owed.Batched is { } batched ? _batching!.Of(v, batched) : null;
            member.Asks = owed.MayWait && _batching is not null ? Asks.Unanswered : Asks.Everything;
            if (owed.Heard.Count > 0 && _batching is not null)
            {
                member.Heard = owed.Heard.Where(h => _batching.VoterOf(h.Question) == v).DistinctBy(h => (h.Question, h.Sample)).ToDictionary(h => member.Place(h.Question - _questions[v], h.Sample), h => h.Reply);
            }
        }

        return pending;
    }

    public PendingVerdict Prepare(Response response)
    {
        PendingVerdict[] members = [.. _seats.Select(s => s.Prepare(response))];
        // What needs no model is the same for all whose checks are; else those fail whose checks do.
        bool isDecided = members.All(m => m.Decided is not null);
        return PendingVerdict.OfPanel(members[0].Response, isDecided ? members[0].Decided : null, members);
    }

    public async ValueTask TakeTurnAsync(PendingVerdict pending, CancellationToken stop)
    {
        if (pending.Decided is not null)
        {
            return;
        }

        await _places.WaitAsync(stop);
        pending.HoldPlace(_places);
        int first = _panel.Stages[0].Voters.FirstOrDefault(v => !pending.Members[v].IsAnswered, -1);
        if (first >= 0)
        {
            await _seats[first].TakeTurnAsync(pending.Members[first], stop);
        }
    }

    public IEnumerable<PlannedQuestion> Plan(PendingVerdict pending)
    {
        IReadOnlyList<int> first = _panel.Stages[0].Voters;
        return _seats.SelectMany((seat, v) => seat.Plan(pending.Members[v]).Select(q => q with { IsLater = !_panel.AsksAll && !first.Contains(v) }));
    }

    public async Task<Judged> JudgeAsync(PendingVerdict pending, CancellationToken cancellationToken, CancellationToken stop = default)
    {
        if (pending.Decided is { } decided)
        {
            return pending.Batched is { } paid ? decided with { Attempts = _batching!.Attempts(paid) } : decided;
        }

        var account = new PanelAccount(_panel, _questions);
        Judged judged = await JudgeAsync(account, pending, cancellationToken, stop);
        // A batch may have brought what is not needed any more.
        Attempt[] unneeded = [.. Enumerable.Range(0, _seats.Length).Where(v => account.Said[v] is null && pending.Members[v].Batched is not null)
            .SelectMany(v => _seats[v].Batching!.Attempts(pending.Members[v].Batched!).Select(a => a with { Question = _questions[v] + a.Question, Member = _panel.Voters[v].Name }))];
        return unneeded.Length == 0 ? judged : judged with { Attempts = [.. judged.Attempts, .. unneeded] };
    }

    /// <summary>Goes as far as what is known leads, and asks nothing.</summary>
    /// <returns>The voters that are asked next.</returns>
    private async Task<IReadOnlyList<int>> NextAsync(PendingVerdict pending, CancellationToken cancellationToken)
    {
        foreach (PendingVerdict member in pending.Members)
        {
            member.Asks = Asks.Nothing;
        }

        var account = new PanelAccount(_panel, _questions);
        await JudgeAsync(account, pending, cancellationToken, cancellationToken);
        return account.ForBatch;
    }

    private async Task<Judged> JudgeAsync(PanelAccount account, PendingVerdict pending, CancellationToken cancellationToken, CancellationToken stop)
    {
        if (_panel.Kind == PanelKind.Jury && !pending.IsBegun && _thrift?.IsGivenUp(ThriftStep.Jury) is true && await FirstAloneAsync(account, pending, (cancellationToken, stop)) is { } alone)
        {
            return alone;
        }

        StageOutcome? settled = null;
        StageOutcome? standing = null;
        for (int s = 0; s < _panel.Stages.Count; s++)
        {
            await AskAsync(s, account, pending, (cancellationToken, stop));
            StageOutcome outcome = _reading.Read(s, account.Said);
            if (outcome.Stopped is { } stopped)
            {
                return account.Of(stopped);
            }

            bool isLast = s == _panel.Stages.Count - 1;
            bool decides = settled is null && outcome.Verdict is not null && (isLast && _panel.LastDecides || _panel.Escalation?.Decides(s, outcome.Said) == true);
            account.Add(outcome.Said with { Decided = decides, Reason = outcome.Said.Reason ?? (decides || settled is not null ? null : PanelAccount.Open) });
            settled ??= decides ? outcome : null;
            standing = outcome.Verdict is not null && _panel.Kind == PanelKind.Cascade ? outcome : standing;
            if ((settled is not null && !_panel.AsksAll) || isLast)
            {
                return account.Of(settled ?? standing ?? outcome, isOpen: settled is null);
            }
        }

        throw new InvalidOperationException("A panel has a last stage.");
    }

    /// <summary>To make a budget last, the first of a jury is asked and no other.</summary>
    /// <returns>Null where it has no verdict: then the others are asked after all.</returns>
    private async Task<Judged?> FirstAloneAsync(PanelAccount account, PendingVerdict pending, (CancellationToken Abort, CancellationToken Stop) until)
    {
        int first = _panel.Stages[0].Voters[0];
        account.Add(0, first, await _seats[first].JudgeAsync(pending.Members[first], until.Abort, until.Stop));
        StageOutcome outcome = _reading.ReadFirstAlone(account.Said);
        if (outcome.Stopped is { } stopped)
        {
            return account.Of(stopped);
        }

        if (outcome.Verdict is null)
        {
            return null;
        }

        bool isEnough = _panel.Escalation?.Decides(0, outcome.Said) is true;
        account.Add(outcome.Said with { Decided = true });
        return (Judged.Decided)account.Of(outcome, isOpen: false) with { WithheldMembers = isEnough ? 0 : _panel.Voters.Count - 1 };
    }

    private async Task AskAsync(int stage, PanelAccount account, PendingVerdict pending, (CancellationToken Abort, CancellationToken Stop) until)
    {
        int[] asked = [.. _panel.Stages[stage].Voters.Where(v => account.Said[v] is null)];
        await AskAsync(stage, asked, account, pending, until);
        // Of a failure nothing is kept: whoever has one is asked live to the end, and not again by a batch.
        if (Array.Exists(asked, v => account.Said[v] is Judged.Decided { Verdict: Verdict.Unscored } && pending.Members[v] is { Decided: null, Asks: Asks.Unanswered }))
        {
            foreach (PendingVerdict member in pending.Members)
            {
                member.Asks = Asks.Everything;
            }

            await AskAsync(stage, [.. account.ForBatch], account, pending, until);
        }
    }

    private async Task AskAsync(int stage, int[] asked, PanelAccount account, PendingVerdict pending, (CancellationToken Abort, CancellationToken Stop) until)
    {
        Judged[] judged = await Task.WhenAll(asked.Select(v => _seats[v].JudgeAsync(pending.Members[v], until.Abort, until.Stop)));
        for (int i = 0; i < asked.Length; i++)
        {
            account.Add(stage, asked[i], judged[i]);
        }
    }
}
