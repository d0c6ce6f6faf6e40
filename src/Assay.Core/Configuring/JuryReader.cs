using Assay.Calibrating.Juries;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>jury:</c> of a judge.</summary>
internal sealed class JuryReader(PanelReader panels, Judge own)
{
    private const string NearBar = "near_bar";
    private const string Remedy = "Write for example `members: [small, openai:gpt-4o-mini, anthropic:claude-haiku-4-5]`.";

    private static readonly string[] Rules = ["mean", "median", "majority", "weighted"];

    public Panel? Read(YamlSection section)
    {
        var members = new List<Judge>();
        var later = new HashSet<int>();
        foreach ((YamlNode node, string name, YamlSection? terms) in PanelReader.Asked(section, "members", Remedy))
        {
            string? ask = terms?.Text("ask");
            if (ask is not (null or "always" or NearBar))
            {
                terms!.Error(terms.Find("ask")!.Start, $"`ask` of {name} is `{ask}`. Known: always, {NearBar} (only where the others come near the bar).");
            }

            terms?.Close();
            if (panels.Find(section, node, name, own) is not { } judge)
            {
                continue;
            }

            if (judge.Panel is not null)
            {
                section.Error(node.Start, $"`{name}` is a panel itself, and a jury's members are single judges. A cascade may have juries as stages.");
            }
            else if (members.Any(m => m.Version == judge.Version))
            {
                section.Error(node.Start, $"`{name}` is the same judge as another member: it would be asked once and counted twice. For several samples of one judge, make a cascade stage with `samples: 3`.");
            }
            else
            {
                if (ask == NearBar)
                {
                    later.Add(members.Count);
                }

                members.Add(judge);
            }
        }

        string rule = section.Text("combine") ?? (section.Has("weights") ? "weighted" : own.IsPairwise ? "majority" : "mean");
        int? quorum = section.Whole("quorum", 1, 1_000);
        Escalation.Band? bar = PanelReader.Band(section, "bar", own);
        WeightsFile? weights = ReadWeights(section, members, rule);
        bool isWhole = Check(section, members, later, (rule, quorum, bar));
        section.Close();
        // Where only the weights are missing, who is asked is known all the same: they may yet be learnt.
        return isWhole ? Build(section, members, later, (rule, quorum, bar, weights)) : null;
    }

    private bool Check(YamlSection section, List<Judge> members, HashSet<int> later, (string Rule, int? Quorum, Escalation.Band? Bar) terms)
    {
        int errors = section.File.Diagnostics.Count(d => d.Severity == Severity.Error);
        if (members.Count < 2 && section.Find("members") is YamlSequenceNode { Children.Count: < 2 } list)
        {
            section.Error(list.Start, $"`{section.Full("members")}` names {(list.Children.Count == 0 ? "nobody" : "one judge")}: a jury has at least two. {Remedy}");
        }

        if (!Rules.Contains(terms.Rule))
        {
            section.Error(section.Find("combine")!.Start, $"`{section.Full("combine")}` is `{terms.Rule}`. Known: {string.Join(", ", Rules)}.");
        }
        else if (own.IsPairwise && terms.Rule is not ("majority" or "weighted"))
        {
            section.Error(section.Find("combine")!.Start, $"`{section.Full("combine")}` is `{terms.Rule}`, but what is said of a pair is no number. Write majority or weighted.");
        }

        if (terms.Quorum > members.Count)
        {
            section.Error(section.Find("quorum")!.Start, $"`{section.Full("quorum")}` is {terms.Quorum}, but there are {members.Count} members.");
        }

        if (later.Count > 0 && (terms.Bar is null || later.Count == members.Count || !PanelScale.IsThere(own.Rubric)))
        {
            section.Error(section.Find("members")!.Start,
                later.Count == members.Count ? $"every member has `ask: {NearBar}`: somebody must be asked first."
                : terms.Bar is null ? $"`ask: {NearBar}` needs a bar. Write for example `bar: {{around: 3.5, within: 0.5}}` in `{section.Path}`."
                : $"`ask: {NearBar}` needs one score to go by: a rubric with one criterion, or with an overall score.");
        }
        else if (terms.Bar is not null && later.Count == 0)
        {
            section.Warning(section.Find("bar")!.Start, $"`{section.Full("bar")}` is of no use: no member has `ask: {NearBar}`.");
        }

        return section.File.Diagnostics.Count(d => d.Severity == Severity.Error) == errors;
    }

    private WeightsFile? ReadWeights(YamlSection section, List<Judge> members, string rule)
    {
        if (section.Text("weights") is not { } file)
        {
            if (rule == "weighted")
            {
                section.Error(section.Find("combine")!.Start, $"`{section.Full("combine")}` is weighted, but there are no weights. Learn them from labels of people with `assay trust jury LABELS --out weights.json`, and write `weights: weights.json`.");
            }

            return null;
        }

        if (rule != "weighted")
        {
            section.Error(section.Find("weights")!.Start, $"`{section.Full("weights")}` goes with `combine: weighted`.");
            return null;
        }

        try
        {
            WeightsFile weights = WeightsFile.Read(panels.ReadFile(file));
            Judge? other = members.FirstOrDefault(m => !weights.Weights.TryGetValue(m.Name, out (string Version, double) learnt) || learnt.Version != m.Version);
            if (other is null)
            {
                if (weights.Warning is { } warning)
                {
                    section.Warning(section.Find("weights")!.Start, $"on the {weights.Items} items that {file} was learnt from: {warning}");
                }

                return weights;
            }

            section.Error(section.Find("weights")!.Start, weights.Weights.ContainsKey(other.Name)
                ? $"`{section.Full("weights")}` names {file}, learnt for version {weights.Weights[other.Name].Version} of {other.Name}, which is {other.Version} now. Have it judge the labelled responses again, and learn anew: `assay trust jury LABELS --out {file}`."
                : $"`{section.Full("weights")}` names {file}, which has no weight for {other.Name}; it has: {string.Join(", ", weights.Weights.Keys)}. Learn anew with all members: `assay trust jury LABELS --out {file}`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            section.Error(section.Find("weights")!.Start, $"`{section.Full("weights")}` cannot be read from {file}: {e.Message} They are written by `assay trust jury LABELS --out {file}`.");
        }

        return null;
    }

    private static Panel Build(YamlSection section, List<Judge> members, HashSet<int> later, (string Rule, int? Quorum, Escalation.Band? Bar, WeightsFile? Weights) terms)
    {
        // Who is always asked comes first.
        Judge[] ordered = [.. members.Where((_, i) => !later.Contains(i)), .. members.Where((_, i) => later.Contains(i))];
        int first = ordered.Length - later.Count;
        var stages = new List<PanelStage>();
        if (later.Count > 0)
        {
            stages.Add(Stage(first == 1 ? ordered[0].Name : "first members", first, Math.Min(terms.Quorum ?? int.MaxValue, (first / 2) + 1)));
        }

        stages.Add(Stage("jury", ordered.Length, terms.Quorum ?? (ordered.Length / 2) + 1));
        return new Panel
        {
            Kind = PanelKind.Jury,
            Voters = [.. ordered.Select(j => new Voter(j, 0))],
            Stages = stages,
            Escalation = later.Count > 0 ? terms.Bar : null,
            Notes = terms.Weights?.Warning is { } warning ? [$"{section.Path}: on the {terms.Weights.Items} items its weights were learnt from: {warning}"] : [],
        };

        PanelStage Stage(string name, int count, int quorum) => new(name, [.. Enumerable.Range(0, count)], Rule(ordered[..count]), quorum);

        Combination Rule(Judge[] of) => terms.Rule switch
        {
            "median" => new Combination.Median(),
            "majority" => new Combination.Majority(),
            "weighted" when terms.Weights is not null => new Combination.Weighted([.. of.Select(j => terms.Weights.Weights[j.Name].Weight)]),
            _ => new Combination.Mean(),
        };
    }
}
