using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Panels;

/// <summary>A panel whose judges each have a scripted model, a price and a name of their own.</summary>
internal sealed class PanelAtWork
{
    public static readonly Rubric Rubric = Some.Rubric(Some.Criterion());

    private readonly Dictionary<string, ScriptedChatClient> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelPrice> _prices = new(StringComparer.Ordinal);

    /// <summary>What the panel judges by, where it is not <see cref="Rubric"/>.</summary>
    public Judge? Own { get; init; }

    public ManualClock Clock { get; } = new();

    public Budget? Budget { get; init; }

    public SharedCalls? Sharing { get; init; }

    public Thrift? Thrift { get; init; }

    public ScriptedChatClient this[string name] => _models[name];

    /// <summary>A judge whose model gives these grades, one a call; the last again and again.</summary>
    public Judge Judge(string name, params double[] grades)
    {
        var left = new Queue<double>(grades);
        double last = grades[^1];
        return Judge(name, new ScriptedChatClient(_ => Some.Reply(Some.Verdict(left.TryDequeue(out double next) ? last = next : last))));
    }

    public Judge Judge(string name, ScriptedChatClient model, ModelPrice? price = null)
    {
        _models[name] = model;
        _prices[name] = price ?? Some.Price;
        return new Judge { Name = name, Model = new ModelReference("openai", name), Rubric = Rubric };
    }

    public static Judge Of(Panel panel, string name = "panel") => new() { Name = name, Model = new ModelReference("jury", "m"), Rubric = Rubric, Panel = panel };

    public static Panel Jury(Combination rule, int quorum, params Judge[] members) => new()
    {
        Kind = PanelKind.Jury,
        Voters = [.. members.Select(m => new Voter(m, 0))],
        Stages = [new PanelStage("jury", [.. Enumerable.Range(0, members.Length)], rule, quorum)],
    };

    /// <param name="stages">A judge, and how often it is asked.</param>
    public static Panel Cascade(Escalation? escalation, params (Judge Judge, int Samples)[] stages)
    {
        var voters = new List<Voter>();
        var made = new List<PanelStage>();
        foreach ((Judge judge, int samples) in stages)
        {
            int[] places =
            [
                .. Enumerable.Range(0, samples).Select(sample =>
                {
                    int at = voters.FindIndex(v => v.Judge.Version == judge.Version && v.Sample == sample);
                    voters.AddRange(at < 0 ? [new Voter(judge, sample)] : []);
                    return at < 0 ? voters.Count - 1 : at;
                }),
            ];
            made.Add(new PanelStage($"{judge.Name} x{samples}", places, new Combination.Mean(), samples / 2 + 1));
        }

        return new Panel { Kind = PanelKind.Cascade, Voters = voters, Stages = made, Escalation = escalation };
    }

    public PanelJudge Open(Panel panel, int concurrency = 4) => (PanelJudge)new JudgeAccess(
        panel.Judges.ToDictionary(j => j.Version, j => new ModelAccess { Client = _models[j.Name], Price = _prices[j.Name], Forms = new ReplyForms(ReplyForm.JsonSchema), Budget = Budget, Thrift = Thrift }), concurrency)
        .Open(Own is null ? Of(panel) : Own with { Panel = panel }, Sharing, Clock);

    public Task<Judged> JudgeAsync(Panel panel) => ((IResponseJudge)Open(panel)).JudgeAsync(Some.Response(), TestContext.Current.CancellationToken);

    public async Task<(Verdict.Scored Verdict, PanelVerdict Panel, Judged.Decided Judged)> ScoredAsync(Panel panel)
    {
        var decided = Assert.IsType<Judged.Decided>(await JudgeAsync(panel));
        return (Assert.IsType<Verdict.Scored>(decided.Verdict), decided.Panel!, decided);
    }
}
