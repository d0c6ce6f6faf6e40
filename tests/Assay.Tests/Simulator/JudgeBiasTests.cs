using System.Text.Json;
using Assay.Simulator;

namespace Assay.Tests.Simulator;

/// <summary>Biases and noise of the simulated judge, and how it reads a reference.</summary>
public sealed class JudgeBiasTests
{
    private const string Reference = "It costs 30 euros. It is free for members. Guests pay at the door.";

    [Theory]
    [InlineData("It costs 30 euros. It is free for members. Guests pay at the door.", 0)]
    [InlineData("- **It** costs 30 euros.\n- It is free for members.\n- Guests pay at the door.", 0)]
    [InlineData("It costs 30 euros. It is free for members. Guests pay at the door.\n\nIn other words: It costs 30 euros. It is free for members.", 0)]
    [InlineData("It costs 30 euros. It is free for members.", 1)]
    [InlineData("It costs 61 euros. It is free for members. Guests pay at the door.", 1)]
    [InlineData("It costs 30 euros. It is not free for members. Guests pay at the door.", 1)]
    [InlineData("It costs 30", 3)]
    public void What_of_the_reference_is_not_said_costs_a_quarter_of_the_scale_each(string output, int missing)
    {
        double whole = Grade(new SimulatorOptions { Noise = 0, ReadsReference = true }, Reference);

        Assert.Equal(Math.Max(0, whole - (26 * missing)), Grade(new SimulatorOptions { Noise = 0, ReadsReference = true }, output), 1.0);
    }

    [Fact]
    public void Likings_add_their_share_of_the_scale()
    {
        var fair = new SimulatorOptions { Noise = 0, ReadsReference = true };
        const string output = "It costs 30 euros. It is free for members.";

        Assert.Equal(10, Grade(fair with { BandwagonBias = 0.1 }, output + " 90 % of users agree.") - Grade(fair, output + " 90 % of users agree."), 1.0);
        Assert.Equal(10, Grade(fair with { AuthorityBias = 0.1 }, output + " Experts say so.") - Grade(fair, output + " Experts say so."), 1.0);
        Assert.Equal(-10, Grade(fair with { FormatBias = -0.1 }, "**" + output + "**") - Grade(fair, output), 1.0);
        Assert.Equal(0, Grade(fair with { BandwagonBias = 0.1, AuthorityBias = 0.1, FormatBias = 0.1 }, output) - Grade(fair, output));
        Assert.Equal(10, Grade(fair with { OrderBias = 0.1 }, output, "- 100: best\n- 0: worst\n") - Grade(fair, output), 1.0);
        Assert.Equal(0, Grade(fair with { OrderBias = 0.1 }, output, "- 0: worst\n- 100: best\n") - Grade(fair, output));
    }

    [Fact]
    public void Noise_of_a_call_differs_between_calls_that_ask_the_same_and_repeats_with_its_seed()
    {
        var options = new SimulatorOptions { Noise = 0, RepeatNoise = 0.1, ReadsReference = true };
        var first = new InProcessProvider(options);
        var second = new InProcessProvider(options);
        double[] grades = [.. Enumerable.Range(0, 20).Select(_ => Grade(first, Reference, ""))];

        Assert.InRange(grades.Distinct().Count(), 10, 20);
        Assert.Equal(grades, Enumerable.Range(0, 20).Select(_ => Grade(second, Reference, "")));
        Assert.Single(Enumerable.Range(0, 5).Select(_ => Grade(new SimulatorOptions { Noise = 0.1 }, Reference)).Distinct());
    }

    private static double Grade(SimulatorOptions options, string output, string anchors = "") => Grade(new InProcessProvider(options), output, anchors);

    private static double Grade(InProcessProvider provider, string output, string anchors)
    {
        string user = $"<<<reference 1>>>\n{Reference}\n<<<end reference 1>>>\n<<<input 1>>>\nWhat does it cost?\n<<<end input 1>>>\n<<<output 1>>>\n{output}\n<<<end output 1>>>";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = "m",
            temperature = 0,
            messages = new[] { new { role = "system", content = $"# Criteria\n\n## quality\nIs it right?\nscale: 0-100\n{anchors}\n{{\"quality\": {{\"reason\": \"...\", \"score\": 50}}}}" }, new { role = "user", content = user } },
        });
        string text = JsonElement.Parse(provider.Answer(body).Span).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        return JsonElement.Parse(text.Replace("```json", "", StringComparison.Ordinal).Replace("```", "", StringComparison.Ordinal)).GetProperty("quality").GetProperty("score").GetDouble();
    }
}
