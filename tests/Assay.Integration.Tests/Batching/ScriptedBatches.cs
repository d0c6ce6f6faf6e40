using System.Runtime.CompilerServices;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Batching;

/// <summary>A provider's batch API in memory, which answers when its clock says so, with whatever faults a test wants.</summary>
internal sealed class ScriptedBatches(TimeProvider clock, Func<BatchRequest, ChatResponse> answer) : IBatchClient
{
    private readonly List<Sent> _sent = [];

    public TimeSpan Delay { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Results are given in another order, with one of another's and one twice.</summary>
    public bool Shuffles { get; set; }

    /// <summary>What no result comes for, and what expires.</summary>
    public Func<BatchRequest, bool> Misses { get; set; } = _ => false;

    public Func<BatchRequest, bool> Expires { get; set; } = _ => false;

    /// <summary>What is answered before it is cancelled.</summary>
    public Func<BatchRequest, bool> AnswersEarly { get; set; } = _ => false;

    /// <summary>Readings of results that break off half-way.</summary>
    public int CutReadings { get; set; }

    /// <summary>Submissions that arrive and whose reply is lost, and such that never arrive.</summary>
    public int LostReplies { get; set; }

    public int LostRequests { get; set; }

    public string? Refusal { get; set; }

    public bool IsOtherAccount { get; set; }

    public int MostRequests { get; set; } = 50_000;

    /// <summary>Told when a batch is begun.</summary>
    public Action? Begun { get; set; }

    /// <summary>Cancelling does not end it.</summary>
    public bool CancelHangs { get; set; }

    public TimeSpan CancelTakes { get; set; }

    /// <summary>How often the end of a batch was asked for, and when first.</summary>
    public IReadOnlyList<(int Asked, DateTimeOffset? First)> Cancels => [.. _sent.Select(s => (s.CancelsAsked, s.CancelledAt))];

    public int Batches => _sent.Count;

    public int Readings { get; private set; }

    /// <summary>How often each was asked, over all batches.</summary>
    public IReadOnlyDictionary<string, int> Asked => _sent.SelectMany(s => s.Requests).GroupBy(r => r.CustomId).ToDictionary(g => g.Key, g => g.Count());

    public IReadOnlyList<int> Sizes => [.. _sent.Select(s => s.Requests.Count)];

    public IBatchUpload Begin(string token) => new Upload(this, token);

    public Task<BatchFinding> FindAsync(string token, DateTimeOffset notBefore, CancellationToken cancellationToken) => Task.FromResult<BatchFinding>(
        _sent.Find(s => s.Token == token) is { } sent ? new BatchFinding.Found(Status(sent)) : new BatchFinding.Absent());

    public Task<BatchStatus> StatusAsync(string id, CancellationToken cancellationToken) => IsOtherAccount
        ? throw new ProviderException(ErrorClass.Judge, "no such batch") { StatusCode = 404 }
        : Task.FromResult(Status(_sent.Single(s => s.Id == id)));

    public async IAsyncEnumerable<BatchResult> ResultsAsync(BatchStatus ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        Readings++;
        Sent sent = _sent.Single(s => s.Id == ended.Id);
        List<BatchRequest> there = [.. sent.Requests.Where(r => !Misses(r))];
        if (Shuffles)
        {
            there.Reverse();
            yield return new BatchResult("0-99", answer(there[0]), null);
            yield return Result(sent, there[0]);
        }

        int most = CutReadings-- > 0 ? there.Count / 2 : there.Count;
        foreach (BatchRequest request in there.Take(most))
        {
            yield return Result(sent, request);
        }

        if (most < there.Count)
        {
            throw new ProviderException(ErrorClass.Transient, "the results ended in the middle of a line");
        }
    }

    public Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        Sent sent = _sent.Single(s => s.Id == id);
        sent.CancelsAsked++;
        sent.CancelledAt ??= CancelHangs ? null : clock.GetUtcNow();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private BatchResult Result(Sent sent, BatchRequest request) => (sent.CancelledAt is not null && sent.CancelledAt < sent.At + Delay && !AnswersEarly(request)) || Expires(request)
        ? new BatchResult(request.CustomId, null, new ProviderException(ErrorClass.Transient, "it expired before it was answered"))
        : new BatchResult(request.CustomId, answer(request), null);

    private BatchStatus Status(Sent sent)
    {
        bool isOver = clock.GetUtcNow() >= sent.At + Delay || clock.GetUtcNow() >= sent.CancelledAt + CancelTakes;
        return Refusal is { } refusal
            ? new BatchStatus(sent.Id, BatchState.Refused, refusal)
            : new BatchStatus(sent.Id, isOver ? BatchState.Ended : BatchState.Running) { Done = isOver ? sent.Requests.Count : 0 };
    }

    private sealed class Upload(ScriptedBatches provider, string token) : IBatchUpload
    {
        private readonly List<BatchRequest> _requests = [];

        public int Count => _requests.Count;

        public bool TryAdd(BatchRequest request)
        {
            if (_requests.Count >= provider.MostRequests)
            {
                return false;
            }

            _requests.Add(request);
            return true;
        }

        public Task<BatchStatus> SubmitAsync(CancellationToken cancellationToken)
        {
            if (provider.LostRequests-- > 0)
            {
                throw new ProviderException(ErrorClass.Transient, "the connection was lost");
            }

            var sent = new Sent(token, $"batch_{provider._sent.Count + 1}", [.. _requests], provider.Now);
            provider._sent.Add(sent);
            provider.Begun?.Invoke();
            return provider.LostReplies-- > 0 ? throw new ProviderException(ErrorClass.Transient, "the connection was lost") : Task.FromResult(provider.Status(sent));
        }

        public void Dispose()
        {
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private sealed record Sent(string Token, string Id, IReadOnlyList<BatchRequest> Requests, DateTimeOffset At)
    {
        public DateTimeOffset? CancelledAt { get; set; }

        public int CancelsAsked { get; set; }
    }
}
