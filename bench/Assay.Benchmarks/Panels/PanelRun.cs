using System.Globalization;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Rubrics;

namespace Assay.Benchmarks.Panels;

/// <summary>Judges all items of a set by one model or a panel, by the product's own path and in process.</summary>
internal sealed class PanelRun(PanelSet set)
{
    private readonly Rubric _rubric = new() { Name = "verdict", Criteria = [new Criterion { Name = "verdict", Question = "What is it?", Scale = set.Scale }], Overall = set.Scale is Scale.PassFail ? set.Scale : null };

    public Judge Single(VotingModel model) => new() { Name = model.Name, Model = new ModelReference("openai", model.Name), Rubric = _rubric };

    public Judge Of(Panel panel) => new() { Name = "panel", Model = new ModelReference("jury", "several"), Rubric = _rubric, Panel = panel };

    public static Panel Panel(PanelKind kind, params (string Name, Voter[] Voters, Combination Rule)[] stages)
    {
        Voter[] voters = [.. stages.SelectMany(s => s.Voters)];
        int at = 0;
        return new Panel
        {
            Kind = kind,
            Voters = voters,
            Stages = [.. stages.Select(s => new PanelStage(s.Name, [.. Enumerable.Range((at += s.Voters.Length) - s.Voters.Length, s.Voters.Length)], s.Rule, (s.Voters.Length / 2) + 1))],
        };
    }

    public async Task<IReadOnlyList<Judged.Decided>> JudgeAsync(Judge judge)
    {
        Dictionary<string, VotingModel> models = set.Models.ToDictionary(m => m.Name, m => m.Anew(), StringComparer.Ordinal);
        var access = new JudgeAccess(
            (judge.Panel?.Judges ?? [judge]).ToDictionary(j => j.Version, j => new ModelAccess { Client = models[j.Name], Price = models[j.Name].Price, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true) }), int.MaxValue);
        IResponseJudge working = access.Open(judge, sharing: null, TimeProvider.System);
        var judged = new Judged.Decided[set.Truth.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, judged.Length), async (item, cancel) =>
        {
            var response = new Response { Id = $"{item}", Input = string.Create(CultureInfo.InvariantCulture, $"This is {VotingModel.Marker}{item}."), Output = "An answer that is long enough to be judged." };
            judged[item] = (Judged.Decided)await working.JudgeAsync(response, cancel, cancel);
        });
        return judged;
    }
}
