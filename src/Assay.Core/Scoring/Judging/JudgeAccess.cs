using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Pacing;
using Assay.Scoring.Panels;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Judging;

/// <summary>How a judge reaches the models it asks, for one sitting: one, or those of each member of a panel.</summary>
/// <param name="Models">By the version of the judge that asks.</param>
/// <param name="Concurrency">Verdicts of a panel under way at the same time at most.</param>
public sealed record JudgeAccess(IReadOnlyDictionary<string, ModelAccess> Models, int Concurrency)
{
    /// <summary>The ways to the batches of all models, each once; none where one of them has none.</summary>
    public IReadOnlyList<BatchAccess> Batches => Models.Values.All(m => m.Batch is not null) ? [.. Models.Values.Select(m => m.Batch!).DistinctBy(b => b.Place)] : [];

    public static JudgeAccess To(Judge judge, ModelAccess access, int concurrency = 1) => new(new Dictionary<string, ModelAccess> { [judge.Version] = access }, concurrency);

    /// <summary>The limiters of all that is asked.</summary>
    public IEnumerable<Pacer> Pacers => Models.Values.Select(m => m.Pacer).OfType<Pacer>().Distinct();

    public JudgeAccess At(Priority priority) => this with { Models = Models.ToDictionary(m => m.Key, m => m.Value with { Priority = priority }) };

    /// <param name="thrift">What stretches the budget of all of them; null: nothing does.</param>
    public JudgeAccess With(Thrift? thrift) => this with { Models = Models.ToDictionary(m => m.Key, m => m.Value with { Thrift = thrift }) };

    /// <param name="sharing">Null: every question is asked anew.</param>
    /// <param name="repeat">Which of several samples of the same verdict it gives.</param>
    public IResponseJudge Open(Judge judge, SharedCalls? sharing, TimeProvider clock, int repeat = 0) => judge.Panel is { } panel
        ? new PanelJudge(judge, panel, this, sharing, clock, repeat)
        : new ModelJudge(judge, Models[judge.Version], new RetryPolicy(new Random()), sharing, clock) { Repeat = repeat };
}
