using System.Text.Json;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Spending;

namespace Assay.Benchmarks.Panels;

/// <summary>Items whose truth is known, and judges whose verdicts on them are.</summary>
/// <param name="Truth">By item.</param>
/// <param name="Models">Cheapest first.</param>
/// <param name="Samples">How often a stage of a cascade asks one.</param>
internal sealed record PanelSet(string Name, Scale Scale, IReadOnlyList<string> Truth, IReadOnlyList<VotingModel> Models, int Samples)
{
    private static readonly ModelPrice Small = new(0.15m, 0.075m, 0.6m);
    private static readonly ModelPrice Other = new(0.1m, 0.05m, 0.4m);
    private static readonly ModelPrice Strong = new(2.5m, 1.25m, 10m);

    /// <summary>
    /// A quality drawn for each item, which passes above a half. A judge sees it with an error of its own for the item, the same each time it is
    /// asked, and one that differs from call to call. Its token probabilities are the shares that each word would have of very many calls: they know of
    /// the second error, and nothing of the first, so it is surer than it is right, as models are.
    /// </summary>
    public static PanelSet Simulated(int items)
    {
        double[] quality = [.. Enumerable.Range(0, items).Select(i => Uniform(7, i, 0))];
        return new PanelSet(
            "simulated, pass/fail", new Scale.PassFail(), [.. quality.Select(Grade)],
            [Model("other", Other, 0.16, 0.2, 1), Model("small", Small, 0.13, 0.15, 2), Model("strong", Strong, 0.05, 0.06, 3)], Samples: 3);

        VotingModel Model(string name, ModelPrice price, double own, double call, int seed) => new(
            name, price, (item, time) => Grade(quality[item] + (own * Normal(seed, item, -1)) + (call * Normal(seed, item, time))))
        {
            Odds = item => MathNet.Numerics.Distributions.Normal.CDF(0, call, quality[item] + (own * Normal(seed, item, -1)) - 0.5) is var pass ? [("pass", pass), ("fail", 1 - pass)] : [],
        };

        static string Grade(double seen) => seen > 0.5 ? "pass" : "fail";
    }

    /// <summary>LLMBar: three prompts in two orders are six verdicts of each model; null where the data are not there.</summary>
    public static PanelSet? LlmBar(string data)
    {
        string folder = Path.Combine(data, "llmbar");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var ids = new List<string>();
        var truth = new List<string>();
        foreach (JsonElement item in Lines(Path.Combine(folder, "natural.jsonl")).Concat(Lines(Path.Combine(folder, "neighbor.jsonl"))))
        {
            ids.Add(item.GetProperty("id").GetString()!);
            truth.Add(Named(item.GetProperty("label").ToString()));
        }

        return new PanelSet(
            "LLMBar, recorded replies", Better, truth, [Model("chatgpt", new ModelPrice(1.5m, 1.5m, 2)), Model("gpt-4", new ModelPrice(30, 30, 60))], Samples: 5);

        VotingModel Model(string name, ModelPrice price)
        {
            ILookup<string, string?> said = Directory.EnumerateFiles(Path.Combine(folder, "recorded"), $"*.{name}.*.jsonl").Order(StringComparer.Ordinal).SelectMany(Lines)
                .ToLookup(r => r.GetProperty("id").GetString()!, r => r.GetProperty("winner").ValueKind == JsonValueKind.Null ? null : Named(r.GetProperty("winner").ToString()));
            string?[][] votes = [.. ids.Select(id => said[id].ToArray())];
            return new VotingModel(name, price, (item, time) => votes[item][time % votes[item].Length]);
        }
    }

    /// <summary>PandaLM: one verdict of each of two models, and what most of three people say; null where the data are not there.</summary>
    public static PanelSet? PandaLm(string data)
    {
        string folder = Path.Combine(data, "pandalm");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var people = Lines(Path.Combine(folder, "human_labels.jsonl")).GroupBy(l => l.GetProperty("item").GetString()!)
            .Select(g => (g.Key, Label: g.GroupBy(l => l.GetProperty("label").GetString()!).MaxBy(l => l.Count())!.Key)).ToList();
        var said = Lines(Path.Combine(folder, "judge_verdicts.jsonl")).ToLookup(v => (v.GetProperty("item").GetString()!, v.GetProperty("rater").GetString()!), v => v.GetProperty("label").GetString()!);
        return new PanelSet(
            "PandaLM, recorded verdicts", Better, [.. people.Select(p => Named(p.Label))],
            [Model("pandalm-7b", new ModelPrice(0.2m, 0.2m, 0.2m)), Model("gpt-3.5-turbo", new ModelPrice(1.5m, 1.5m, 2))], Samples: 1);

        VotingModel Model(string name, ModelPrice price) => new(name, price, (item, _) => Named(said[(people[item].Key, name)].First()));
    }

    /// <summary>The word whose value is nearest.</summary>
    public string Nearest(double score) => Scale.Names.MinBy(n => (Math.Round(Math.Abs(n.Value - score), 9), n.Value))!.Name;

    private static Scale Better => new Scale.Labels([new ScaleLabel("second", 0), new ScaleLabel("tie", 0.5), new ScaleLabel("first", 1)]);

    private static string Named(string label) => label switch { "1" => "first", "2" => "second", _ => "tie" };

    private static IEnumerable<JsonElement> Lines(string file) => File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonElement.Parse(l));

    private static double Normal(int seed, int item, int time) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(seed, item, (2 * time) + 2))) * Math.Cos(2 * Math.PI * Uniform(seed, item, (2 * time) + 3));

    /// <summary>By SplitMix64: System.Random gives related numbers for neighbouring seeds, and errors that are to be independent would not be.</summary>
    private static double Uniform(int seed, int item, int draw)
    {
        ulong state = Mix(Mix(Mix((ulong)seed) + (ulong)item) + (ulong)draw);
        return (state >> 11) / (double)(1UL << 53);
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
