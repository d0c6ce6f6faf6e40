using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;
using Assay.Scoring.Spending;
using Assay.Simulator;
using Assay.Tests.Calibrating.Probing;

namespace Assay.Tests.Scoring.Sampling;

/// <summary>A simulated judge whose noise differs from call to call: what samples take away of it.</summary>
public sealed class SampleNoiseTests : IDisposable
{
    private const int Items = 400;

    // One provider, for its noise is drawn by the number of the call.
    private readonly InProcessChatClient _provider = new(new SimulatorOptions { Noise = 0, RepeatNoise = 0.12, Seed = 5 });

    public void Dispose() => _provider.Dispose();

    [Fact]
    public async Task The_variance_of_the_error_falls_as_one_over_the_number_of_samples()
    {
        double one = await ErrorAsync(1);
        double three = await ErrorAsync(3);
        double five = await ErrorAsync(5);

        Assert.InRange(three / one, 0.8 / 3, 1.25 / 3);
        Assert.InRange(five / one, 0.8 / 5, 1.25 / 5);
    }

    [Fact]
    public async Task Samples_near_the_bar_are_taken_where_they_are_needed()
    {
        double[] counts = new double[2];
        foreach (Response response in Responses())
        {
            var decided = Assert.IsType<Judged.Decided>(await Judge(SimulatedProbe.Judge.With(new SamplePlan(1, 5) { ClearOf = 3.5 })).JudgeAsync(response, CancellationToken.None));
            counts[decided.Samples.Count == 1 ? 0 : 1]++;
        }

        Assert.All(counts, n => Assert.InRange(n, Items / 20, Items));
    }

    /// <summary>Mean squared distance from the mean of many samples, in which next to no noise is left.</summary>
    private async Task<double> ErrorAsync(int samples)
    {
        double sum = 0;
        foreach (Response response in Responses())
        {
            double[] many = [.. await SamplesAsync(response, SamplePlan.Most), .. await SamplesAsync(response, SamplePlan.Most)];
            double mean = (await SamplesAsync(response, samples)).Average();
            // The mean of fifty has noise of its own, which is not the error's.
            sum += ((mean - many.Average()) * (mean - many.Average())) - (WithinItem.Variance(many)!.Value / many.Length);
        }

        return sum / Items;
    }

    private async Task<IReadOnlyList<double>> SamplesAsync(Response response, int samples)
    {
        var decided = Assert.IsType<Judged.Decided>(await Judge(SimulatedProbe.Judge.With(SamplePlan.Of(samples))).JudgeAsync(response, CancellationToken.None));
        return samples == 1 ? [Assert.IsType<Verdict.Scored>(decided.Verdict).Overall!.Value] : [.. decided.Samples.Select(s => s.Value!.Value)];
    }

    private ModelJudge Judge(Judge judge)
    {
        var access = new ModelAccess { Client = _provider, Price = ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true) };
        return new ModelJudge(judge, access, new RetryPolicy(new Random(1)), sharing: null, TimeProvider.System);
    }

    private static IEnumerable<Response> Responses() => Enumerable.Range(0, Items).Select(i => new Response { Id = $"r{i}", Input = $"How does part {i} work?", Output = $"Part {i} turns the wheel {i * 7} times, and then stops." });
}
