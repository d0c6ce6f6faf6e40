using System.Globalization;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Assay.Scoring.Spending;
using Assay.Simulator;

namespace Assay.Benchmarks;

/// <summary>
/// What three samples cost beside one answer, for a rubric of about 1,500 tokens and items of about 800, and what samples take away of a judge's
/// noise. Asked of the simulated provider over sockets; tokens and those read from its prefix cache are what it counted, save that a verdict is
/// taken for 150 tokens.
/// </summary>
internal static class SamplesPrice
{
    private const int VerdictTokens = 150;
    private const decimal Batch = 0.5m;
    private static readonly ModelPrice Price = new(Input: 1, CachedInput: 0.1m, Output: 5);

    public static async Task<int> RunAsync(int items)
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.08 }, CancellationToken.None);
        using var clients = new ChatClientFactory(
            new Dictionary<string, ProviderSettings>(), name => name == "OPENAI_BASE_URL" ? new Uri(provider.BaseAddress, "v1").ToString() : "any", TimeProvider.System, new ProviderLimits(TimeSpan.FromMinutes(1)));
        Response[] responses = [.. Enumerable.Range(0, items).Select(Item)];

        Tokens one = await AskAsync(clients, responses, samples: 1, together: true);
        Tokens apart = await AskAsync(clients, responses, samples: 3, together: false);
        Tokens three = await AskAsync(clients, responses, samples: 3, together: true);
        decimal naive = one.CostUsd(isCached: false);
        Console.Out.WriteLine(Line($"per 1,000 judgments at $1 in, $0.10 cached, $5 out a million; one answer: {one.Input / items:N0} tokens in, {VerdictTokens} out"));
        decimal last = 0;
        foreach ((string name, decimal usd) in new[]
        {
            ("one answer, nothing cached, live", naive), ("three calls, nothing cached, live", apart.CostUsd(isCached: false)), ("three by n, nothing cached, live", three.CostUsd(isCached: false)),
            ("three by n, prefix cached, live", three.CostUsd(isCached: true)), ("three by n, prefix cached, batch", three.CostUsd(isCached: true) * Batch),
        })
        {
            last = usd / naive;
            Console.Out.WriteLine(Line($"  {name,-36} ${usd / items * 1000,6:0.00}  {last,5:0.00}x"));
        }

        Console.Out.WriteLine(Line($"prefix cache: {100.0 * three.Cached / three.Input:0} % of the tokens read"));
        bool falls = await ErrorsAsync(clients, responses[..Math.Min(items, 400)]);
        return last <= 0.55m && falls ? 0 : 1;
    }

    private static async Task<bool> ErrorsAsync(ChatClientFactory clients, Response[] responses)
    {
        ModelJudge many = Judge(clients, SamplePlan.Most, together: true);
        double[] truth = new double[responses.Length];
        double rest = 0;
        for (int i = 0; i < responses.Length; i++)
        {
            double[] samples = [.. await SamplesAsync(many, responses[i]), .. await SamplesAsync(many, responses[i])];
            truth[i] = samples.Average();
            rest += WithinItem.Variance(samples)!.Value / samples.Length / responses.Length;
        }

        double first = 0;
        bool falls = true;
        foreach (int k in (int[])[1, 3, 5])
        {
            ModelJudge judge = Judge(clients, k, together: true);
            double sum = 0;
            for (int i = 0; i < responses.Length; i++)
            {
                double error = (await ScoreAsync(judge, responses[i])).Overall!.Value - truth[i];
                sum += error * error / responses.Length;
            }

            double variance = sum - rest;
            first = k == 1 ? variance : first;
            falls &= Math.Abs((variance / first * k) - 1) < 0.3;
            Console.Out.WriteLine(Line($"k = {k}: error variance {variance:0.0000}, {variance / first:0.000} of one answer's; 1/k is {1.0 / k:0.000}"));
        }

        return falls;
    }

    private static async Task<Tokens> AskAsync(ChatClientFactory clients, Response[] responses, int samples, bool together)
    {
        ModelJudge judge = Judge(clients, samples, together);
        var all = new Tokens(0, 0, 0);
        foreach (Response response in responses)
        {
            Judged judged = await judge.JudgeAsync(response, CancellationToken.None);
            all = new Tokens(all.Input + judged.Attempts.Sum(a => a.InputTokens), all.Cached + judged.Attempts.Sum(a => a.CachedTokens), all.Output + (samples * VerdictTokens));
        }

        return all;
    }

    private static ModelJudge Judge(ChatClientFactory clients, int samples, bool together)
    {
        Rubric plain = Rubric.Inline("helpful", "Does the answer help whoever asked? " + string.Concat(Enumerable.Range(1, 46).Select(i => $"Rule {i}: where the answer speaks of part {i}, hold it against what was asked for, and not against your taste. ")));
        var judge = new Judge { Name = "quality", Model = new ModelReference("openai", "sim"), Rubric = plain };
        var access = new ModelAccess { Client = clients.Create(judge.Model), Price = ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true), Choices = new ManyChoices(together) };
        return new ModelJudge(judge.With(SamplePlan.Of(samples)), access, new RetryPolicy(new Random(1)), sharing: null, TimeProvider.System);
    }

    private static async Task<double[]> SamplesAsync(ModelJudge judge, Response response) =>
        [.. ((Judged.Decided)await judge.JudgeAsync(response, CancellationToken.None)).Samples.Select(s => s.Value!.Value)];

    private static async Task<Verdict.Scored> ScoreAsync(ModelJudge judge, Response response) =>
        (Verdict.Scored)((Judged.Decided)await judge.JudgeAsync(response, CancellationToken.None)).Verdict;

    private static Response Item(int number) => new()
    {
        Id = $"r{number}",
        Input = $"What of order {number}?",
        Output = string.Concat(Enumerable.Range(0, 50).Select(i => $"Order {number} has a part {i} which is on its way by ship {(number * 31) + i} now. ")),
    };

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Tokens(long Input, long Cached, long Output)
    {
        public decimal CostUsd(bool isCached) => Price.Cost(Input, isCached ? Cached : 0, Output);
    }
}
