using System.Globalization;
using Assay.Calibrating.Anchors;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Spending;
using Assay.Simulator;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Evaluating;
using Assay.Surfacing.Alerts.Watching;

namespace Assay.Benchmarks;

/// <summary>
/// How often a fall is laid to whoever made it: a judge of the simulator that silently moves by .2 points, or a product that falls by as
/// much. What it says of each response is asked of it over sockets, before and after it moved; cases are drawn from that.
/// </summary>
internal static class AnchorAttribution
{
    private const int Pool = 12_000;
    private const int Anchors = 200;
    private const int Window = 500;
    private const double Moved = -0.2;
    private const int MostAfter = 4_000;
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly AnchorMeasure Score = new("overall", 1, 5);

    public static async Task<int> RunAsync(int cases)
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions(), CancellationToken.None);
        using var clients = new ChatClientFactory(
            new Dictionary<string, ProviderSettings>(), name => name == "OPENAI_BASE_URL" ? new Uri(provider.BaseAddress, "v1").ToString() : "any", TimeProvider.System, new ProviderLimits(TimeSpan.FromMinutes(1)));
        var judge = new Judge { Name = "quality", Model = new ModelReference("openai", "sim"), Rubric = Rubric.Inline("helpful", "Does it help?") };
        var access = new ModelAccess { Client = clients.Create(judge.Model), Price = ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true) };
        var model = new ModelJudge(judge, access, new RetryPolicy(new Random(1)), sharing: null, TimeProvider.System);
        Response[] pool = [.. Enumerable.Range(0, Pool).Select(i => new Response { Id = $"r{i}", Input = $"What of order {i}?", Output = $"It is on its way, and will be there in {i % 9} days ({i})." })];
        double[] before = await ScoreAsync(model, pool);
        provider.MoveJudge(Moved / 4);
        double[] after = await ScoreAsync(model, pool);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"judge over sockets: mean {before.Average():0.000} before, {after.Average():0.000} after it moved; {provider.RequestCount:N0} calls"));
        bool isRight = true;
        foreach (bool isJudge in (bool[])[true, false])
        {
            isRight &= Run(cases, before, after, isJudge);
        }

        return isRight ? 0 : 1;
    }

    private static bool Run(int cases, double[] before, double[] after, bool isJudge)
    {
        var random = new Random(isJudge ? 31 : 32);
        var found = new Dictionary<Attribution, int>();
        (int silent, long calls, int delay) = (0, 0, 0);
        for (int i = 0; i < cases; i++)
        {
            Outcome outcome = Case(random, before, after, isJudge);
            silent += outcome.Finding is null ? 1 : 0;
            delay += outcome.Scores;
            if (outcome.Finding is { } finding)
            {
                found[finding.Attribution] = found.GetValueOrDefault(finding.Attribution) + 1;
                calls = Math.Max(calls, finding.Calls);
            }
        }

        int right = found.GetValueOrDefault(isJudge ? Attribution.Judge : Attribution.Product);
        string others = string.Join(", ", found.Where(f => f.Key != (isJudge ? Attribution.Judge : Attribution.Product)).Select(f => $"{f.Value} {f.Key}"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isJudge ? "judge moved by -0.2" : "product fell by 0.2")}: {right} of {cases} attributed rightly ({100.0 * right / cases:0.0} %){(others.Length > 0 ? $"; {others}" : "")}; {silent} without an alarm; at most {calls} anchor calls; alarm after {delay / (double)cases:0} scores"));
        return right >= 0.98 * cases && calls <= AnchorTerms.MostCalls;
    }

    /// <summary>A product as steady as its judge until one of them falls; the rule is looked at after every 50 scores.</summary>
    private static Outcome Case(Random random, double[] before, double[] after, bool isJudge)
    {
        var recent = new Queue<double>(Enumerable.Range(0, Window).Select(_ => before[random.Next(Pool)]));
        double bar = Enumerable.Range(0, 2_000).Average(_ => before[random.Next(Pool)]) - 0.05;
        var rule = new AlertRule { Name = "low", Condition = new AlertCondition.MeanBelow(bar, null, 50, 0.95) { Last = Window } };
        for (int n = 1; n <= MostAfter; n++)
        {
            int item = random.Next(Pool);
            // A product that fell: some of its answers lost two points.
            double score = isJudge ? after[item] : random.NextDouble() < -Moved / 2 ? Math.Max(1, before[item] - 2) : before[item];
            recent.Enqueue(score);
            recent.Dequeue();
            if (n % 50 == 0 && Look(rule, recent) is { Signal: AlertSignal.Bad } reading)
            {
                return new Outcome(JudgeCheck.Of(rule, reading, Check(random, before, isJudge ? after : before)).Evidence.Judge, n);
            }
        }

        return new Outcome(null, MostAfter);
    }

    private static AlertReading Look(AlertRule rule, IEnumerable<double> scores)
    {
        ScoreCount[] counts = [.. scores.GroupBy(s => s).OrderBy(g => g.Key).Select(g => new ScoreCount(g.Key, g.Count(), 1))];
        var histogram = new ScoreHistogram("overall", 1, 5, counts);
        var facts = new JudgeFacts("quality", Noon) { Windows = new Dictionary<AlertWindow, WindowFigures> { [AlertWindow.OfLast(Window)] = new(Noon, Noon) { Scores = histogram, Scored = Window } } };
        return AlertEvaluation.Of(rule, facts, [])[0];
    }

    private static AnchorCheck.Done Check(Random random, double[] baseline, double[] now)
    {
        int[] items = Enumerable.Range(0, Pool).ToArray();
        random.Shuffle(items);
        var terms = new AnchorTerms(AnchorSet.Of(items[..Anchors].Select(i => new AnchorItem(new Response { Id = $"r{i}", Input = "", Output = $"{i}" }, null))));
        AnchorReading Reading(AnchorItem item, double[] scores, AnchorPurpose purpose) => new(Guid.CreateVersion7(Noon), item.Response.Id, purpose, 1, Noon)
        {
            Scores = new Dictionary<string, double> { ["overall"] = scores[int.Parse(item.Response.Id[1..], CultureInfo.InvariantCulture)] },
        };
        AnchorReading[] made = [.. Enumerable.Range(0, terms.Runs).SelectMany(_ => terms.Set.Items.Select(i => Reading(i, baseline, AnchorPurpose.Baseline)))];
        IReadOnlyList<AnchorItem> asked = terms.Burst(questions: 1);
        return new AnchorCheck.Done(new AnchorBook(terms, [Score], made), [.. asked.Select(i => Reading(i, now, AnchorPurpose.Burst))], asked.Count, Noon);
    }

    private static async Task<double[]> ScoreAsync(ModelJudge judge, Response[] pool)
    {
        var scores = new double[pool.Length];
        await Parallel.ForAsync(0, pool.Length, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancel) =>
            scores[i] = await judge.JudgeAsync(pool[i], cancel) is Judged.Decided { Verdict: Verdict.Scored { Overall: { } overall } } ? overall : throw new InvalidOperationException($"{pool[i].Id} was not scored"));
        return scores;
    }

    /// <param name="Finding">Null: no alarm.</param>
    /// <param name="Scores">Until the alarm.</param>
    private sealed record Outcome(AnchorFinding? Finding, int Scores);
}
