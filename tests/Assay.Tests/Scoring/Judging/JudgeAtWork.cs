using Assay.Collecting;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

/// <summary>A judge with a scripted model and a clock of its own.</summary>
internal sealed class JudgeAtWork
{
    private readonly ModelJudge _judge;

    public JudgeAtWork(ScriptedChatClient model, Judge? judge = null, Budget? budget = null, ReplyForms? forms = null, ManualClock? clock = null, SharedCalls? sharing = null, ModelPrice? price = null, ManyChoices? choices = null)
    {
        Model = model;
        Clock = clock ?? new ManualClock();
        var access = new ModelAccess { Client = model, Price = price ?? Some.Price, Forms = forms ?? new ReplyForms(ReplyForm.JsonSchema), Choices = choices ?? new ManyChoices(given: false), Budget = budget };
        _judge = new ModelJudge(judge ?? Some.Judge(), access, new RetryPolicy(new Random(1)), sharing, Clock);
    }

    public ModelJudge Judge => _judge;

    public ScriptedChatClient Model { get; }

    public ManualClock Clock { get; }

    public Task<Judged> JudgeAsync(Response? response = null, CancellationToken cancellationToken = default) =>
        _judge.JudgeAsync(response ?? Some.Response(), cancellationToken);

    public async Task<(Verdict.Scored Verdict, Judged Judged)> ScoredAsync(Response? response = null)
    {
        var decided = Assert.IsType<Judged.Decided>(await JudgeAsync(response));
        return (Assert.IsType<Verdict.Scored>(decided.Verdict), decided);
    }

    public async Task<(Verdict.Unscored Verdict, Judged Judged)> UnscoredAsync(Response? response = null)
    {
        var decided = Assert.IsType<Judged.Decided>(await JudgeAsync(response));
        return (Assert.IsType<Verdict.Unscored>(decided.Verdict), decided);
    }
}
