using Assay.Scoring.Batching;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Panels;

/// <summary>The questions of a panel's voters as batches ask them: those of one stage, and those of the next when it is known what they said. Their numbers follow one another as the voters do.</summary>
/// <param name="voters">How each is asked.</param>
/// <param name="first">The number of each one's first question.</param>
/// <param name="next">The voters that are to be asked next of a response.</param>
internal sealed class PanelAsking(IReadOnlyList<BatchAsking> voters, IReadOnlyList<int> first, Func<PendingVerdict, CancellationToken, Task<IReadOnlyList<int>>> next) : IBatchAsking
{
    public IReadOnlyList<BatchAccess> Models { get; } = [.. voters.SelectMany(v => v.Models).DistinctBy(m => m.Place)];

    public bool KnowsForm(BatchAccess model) => voters.Where(v => v.Models[0].Place == model.Place).All(v => v.KnowsForm(model));

    public async ValueTask<IReadOnlyList<BatchItem>> NextAsync(long key, PendingVerdict pending, CancellationToken cancellationToken) =>
        pending.Decided is not null ? [] : [.. (await next(pending, cancellationToken)).SelectMany(v => voters[v].Items(key, pending.Members[v]).Select(i => i with { Question = first[v] + i.Question }))];

    public BatchAccess AccessOf(BatchItem item) => voters[VoterOf(item.Question)].Models[0];

    public BatchRequest Request(BatchItem item, PendingVerdict pending)
    {
        int voter = VoterOf(item.Question);
        return voters[voter].Request(Own(item, voter), pending.Members[voter]) with { CustomId = item.CustomId };
    }

    public long Bytes(BatchItem item, PendingVerdict pending)
    {
        int voter = VoterOf(item.Question);
        return voters[voter].Bytes(Own(item, voter), pending.Members[voter]);
    }

    public IReadOnlyList<Attempt> Attempts(BatchedAnswers answers) =>
        [.. Enumerable.Range(0, voters.Count).SelectMany(v => Of(v, answers) is { } own ? voters[v].Attempts(own).Select(a => a with { Question = first[v] + a.Question }) : [])];

    /// <summary>What a batch brought for one voter, with its own numbers; null where it was not asked.</summary>
    public BatchedAnswers? Of(int voter, BatchedAnswers answers)
    {
        BatchedAnswer[] own = [.. answers.Items.Where(i => VoterOf(i.Item.Question) == voter).Select(i => i with { Item = Own(i.Item, voter) })];
        return own.Length == 0 ? null : answers with { Items = own };
    }

    public int VoterOf(int question)
    {
        int voter = voters.Count - 1;
        while (first[voter] > question)
        {
            voter--;
        }

        return voter;
    }

    private BatchItem Own(BatchItem item, int voter) => item with { Question = item.Question - first[voter] };
}
