using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads how often a judge is asked: <c>samples: 3</c>, or <c>samples: { at_least: 1, at_most: 5, until_clear_of: 3.5 }</c>.</summary>
internal static class SamplesReader
{
    /// <param name="rubric">What is graded, whose scale the bar must lie on; null where it could not be read.</param>
    public static SamplePlan Read(YamlSection section, Rubric? rubric)
    {
        if (section.Find("samples") is not YamlMappingNode)
        {
            return SamplePlan.Of(section.Whole("samples", 1, SamplePlan.Most) ?? 1);
        }

        YamlSection samples = section.Section("samples")!;
        double? bar = samples.Number("until_clear_of");
        int? most = samples.Whole("at_most", 1, SamplePlan.Most);
        int? least = samples.Whole("at_least", 1, SamplePlan.Most);
        int? quorum = samples.Whole("quorum", 1, SamplePlan.Most);
        samples.Close();
        if (most is null)
        {
            samples.Error(samples.Mark, $"`{samples.Full("at_most")}` is missing. Say how many samples a verdict has at most, or write just `samples: 3`.");
            return SamplePlan.One;
        }

        if (bar is null && least is not null && least != most)
        {
            samples.Error(samples.Mark, $"`{samples.Full("until_clear_of")}` is missing: with `at_least` {least} and `at_most` {most} it says when there are enough. Name the bar that matters, such as 3.5.");
        }

        if (least > most)
        {
            samples.Error(samples.Find("at_least")!.Start, $"`{samples.Full("at_least")}` is {least}, more than `at_most`, which is {most}.");
        }

        if (quorum > (least ?? (bar is null ? most : 1)))
        {
            samples.Error(samples.Find("quorum")!.Start, $"`{samples.Full("quorum")}` is {quorum}, more than the samples that every verdict has. Raise `at_least`.");
        }

        if (bar is { } at && rubric is not null)
        {
            IEnumerable<Scale> held = rubric.Overall is { } overall ? [overall] : rubric.Asked.Select(c => c.Scale);
            if (held.FirstOrDefault(s => at < s.Min || at > s.Max) is { } scale)
            {
                samples.Error(samples.Find("until_clear_of")!.Start, FormattableString.Invariant($"`{samples.Full("until_clear_of")}` is {at}, which is not on the scale from {scale.Min} to {scale.Max}."));
            }
        }

        return new SamplePlan(Math.Min(least ?? (bar is null ? most.Value : 1), most.Value), most.Value) { ClearOf = bar, Quorum = quorum };
    }

    public static ScoreReading ReadScores(YamlSection section)
    {
        string? scores = section.Text("scores");
        if (scores is not (null or "read" or "weighted"))
        {
            section.Error(section.Find("scores")!.Start, $"`{section.Full("scores")}` is `{scores}`. Known: read (the grade in the reply), weighted (the mean of all grades by their probabilities, where the endpoint tells them).");
        }

        return scores == "weighted" ? ScoreReading.Weighted : ScoreReading.Read;
    }
}
