using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What a ledger must hold after the operations so far, kept in dictionaries.</summary>
internal sealed class ExpectedLedger
{
    private readonly List<Run> _runs = [];
    private readonly Dictionary<(string Id, string Output), long> _keys = [];
    private readonly Dictionary<(long Response, long JudgeVersion), OutcomeState> _outcomes = [];

    public IReadOnlyList<Run> Runs => _runs;

    public int Conflicts { get; private set; }

    /// <summary>By the one judge, on the one day.</summary>
    public decimal SpentUsd => _runs.Sum(r => r.CostUsd);

    /// <summary>The process dies with what it has reserved.</summary>
    public void Die() => _runs.ForEach(r => r.Lose());

    /// <summary>The open run of this identity; the ledger must have continued it, or begun one that is not known yet.</summary>
    public Run Open(string identity, RunKey key)
    {
        if (_runs.Find(r => r.IsOpen && r.Identity == identity) is { } open)
        {
            Assert.Equal(open.Key, key);
            return open;
        }

        Assert.DoesNotContain(_runs, r => r.Key.Run == key.Run);
        var begun = new Run(this, identity, key);
        _runs.Add(begun);
        return begun;
    }

    internal sealed record Account(long Accepted, long Scored, long Unscored, long Skipped, long Owed, long Attempts, decimal CostUsd)
    {
        public static Account Of(RunAccount a) => new(a.Accepted, a.Scored, a.UnscoredTotal, a.SkippedTotal, a.Owed, a.Attempts, a.CostUsd);
    }

    internal sealed class Run(ExpectedLedger ledger, string identity, RunKey key)
    {
        private readonly Dictionary<string, (string Output, long Line, long Response)> _items = new(StringComparer.Ordinal);
        private long _attempts;
        private decimal _reserved;

        public RunKey Key => key;

        public string Identity => identity;

        public bool IsOpen { get; private set; } = true;

        public long NextLine { get; private set; } = 1;

        public decimal CostUsd { get; private set; }

        public decimal LostUsd { get; private set; }

        public void Accept(IReadOnlyList<SourcedResponse> batch, Sample sample, Acceptance acceptance)
        {
            NextLine += batch.Count;
            for (int i = 0; i < batch.Count; i++)
            {
                (string id, string output, long line) = (batch[i].Response.Id, batch[i].Response.Output, batch[i].Line);
                bool isKnown = _items.TryGetValue(id, out (string Output, long Line, long Response) item);
                if (isKnown && item.Output != output)
                {
                    ledger.Conflicts++;
                    Assert.Equal(i, acceptance.Accepted.Count);
                    Assert.Equal(batch[i].Place, acceptance.Conflict!.Place);
                    Assert.Contains($":{item.Line} ", acceptance.Conflict.Problem, StringComparison.Ordinal);
                    return;
                }

                AcceptedResponse accepted = acceptance.Accepted[i];
                Assert.Equal(ledger._keys.GetValueOrDefault((id, output), accepted.Key), accepted.Key);
                OutcomeState before = ledger._outcomes.GetValueOrDefault((accepted.Key, key.JudgeVersion), OutcomeState.Skipped);
                OutcomeState state = before == OutcomeState.Skipped && sample.Includes(id) ? OutcomeState.Owed : before;
                Assert.Equal(state, accepted.State);
                Assert.Equal(!isKnown || item.Line == line, accepted.IsNew);
                ledger._keys[(id, output)] = accepted.Key;
                ledger._outcomes[(accepted.Key, key.JudgeVersion)] = state;
                _items.TryAdd(id, (output, line, accepted.Key));
            }

            Assert.Null(acceptance.Conflict);
            Assert.Equal(batch.Count, acceptance.Accepted.Count);
        }

        /// <summary>A few responses of the run, decided or not.</summary>
        public IEnumerable<long> Some(Random random)
        {
            long[] responses = [.. _items.Values.Select(i => i.Response)];
            random.Shuffle(responses);
            return responses.Take(random.Next(1, 6));
        }

        public void Record(IEnumerable<JudgedResponse> judged, decimal? reservedUsd)
        {
            _reserved = reservedUsd ?? _reserved;
            foreach (JudgedResponse response in judged)
            {
                _attempts += response.Judged.Attempts.Count;
                CostUsd += response.Judged.Attempts.Sum(a => a.CostUsd);
                if (response.Judged is Judged.Decided decided && ledger._outcomes[(response.Key, key.JudgeVersion)] == OutcomeState.Owed)
                {
                    ledger._outcomes[(response.Key, key.JudgeVersion)] = decided.Verdict is Verdict.Scored ? OutcomeState.Scored : OutcomeState.Unscored;
                }
            }
        }

        public void Close()
        {
            IsOpen = false;
            _reserved = 0;
        }

        public void Lose()
        {
            LostUsd += _reserved;
            CostUsd += _reserved;
            _reserved = 0;
        }

        public Account Account() => new(_items.Count, Count(OutcomeState.Scored), Count(OutcomeState.Unscored), Count(OutcomeState.Skipped), Count(OutcomeState.Owed), _attempts, CostUsd);

        private int Count(OutcomeState state) => _items.Values.Count(i => ledger._outcomes[(i.Response, key.JudgeVersion)] == state);
    }
}
