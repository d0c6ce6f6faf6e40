using Assay.Calibrating.Pairwise;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Pairs;
using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads one entry of <c>judges:</c>.</summary>
internal static class JudgeReader
{
    private const string Pointwise = "pointwise";
    private const string Pairwise = "pairwise";

    private static readonly ModelReference NoModel = new("", "");

    private static readonly string[] NotForPairs = ["one_call_per_criterion", "trigger", "conversations", "anchors", "trust"];

    private static readonly Dictionary<string, OutputCheck> Checks = Enum.GetValues<OutputCheck>().ToDictionary(c => c.ToSnakeCase(), StringComparer.Ordinal);

    /// <summary>Keys that say how a model is asked.</summary>
    private static readonly string[] OnlyForModels = ["model", "template", "system", "pattern", "one_call_per_criterion", "temperature", "samples", "scores", "max_output_tokens", "redact", "budget_usd_per_day", "stretch_budget", "cache_ttl", "lane", "deadline"];

    /// <param name="findings">Takes what is found in the rubric and template files.</param>
    /// <param name="panels">For a judge that is a panel, the reader of panels; null for one with a model.</param>
    public static Judge? Read(string name, YamlSection section, Func<string, string> readFile, List<Diagnostic> findings, PanelReader? panels = null)
    {
        bool compares = ReadMode(section);
        Rubric? rubric = (section.Has("rubric") ? null : panels?.RubricOf(section)) ?? ReadRubric(name, section, readFile, findings, isGraded: !compares);
        bool asks = rubric is null or { Asked.Count: > 0 };
        ModelReference? model = panels is not null ? NoModel : asks ? ReadModel(section) : ModelReference.Checks;
        PromptTemplate? template = ReadTemplate(section, readFile, compares);
        string? pattern = section.Text("pattern");
        SamplePlan samples = SamplesReader.Read(section, compares && rubric is not null ? PairRubric.Of(rubric) : rubric);
        double? temperature = section.Find("temperature") is YamlScalarNode { Value: "default" } ? null : section.Number("temperature", 0, 2) ?? Judge.UsualTemperature(samples);
        var judge = new Judge
        {
            Name = name,
            Model = model ?? NoModel,
            Rubric = rubric is null ? Rubric.Inline("none", "") : compares ? PairRubric.Of(rubric) : rubric,
            PreferredBy = compares ? rubric : null,
            Template = template,
            System = section.Text("system") ?? "",
            Pattern = pattern,
            OneCallPerCriterion = section.Flag("one_call_per_criterion") ?? false,
            Temperature = (float?)temperature,
            TemperatureIsUsual = !section.Has("temperature"),
            Samples = samples,
            Scores = SamplesReader.ReadScores(section),
            MaxOutputTokens = section.Whole("max_output_tokens", 1, 1_000_000) ?? 1024,
            Checks = ReadChecks(section, asks ? OutputChecks.Default : OutputChecks.BesideChecks),
            Redaction = RedactionReader.Read(section),
            Terms = ReadTerms(section, compares) with
            {
                Trust = TrustReader.Read(section, readFile),
                Anchors = AnchorsReader.Read(section, rubric, (node, path) => ReadFile(section, node, path, readFile), findings),
            },
        };
        if (judge.System.Length > 0 && template is null)
        {
            section.Error(section.Find("system")!.Start, $"`{section.Full("system")}` goes with a `template` of your own: the default prompt has its own system message.");
        }

        if (!judge.Samples.IsOne && temperature == 0)
        {
            section.Warning(section.Find("temperature")!.Start, $"`{section.Full("temperature")}` is 0, so all samples will say nearly the same. Remove it: with samples it is 1.");
        }

        if (judge.Scores == ScoreReading.Weighted && pattern is not null)
        {
            section.Error(section.Find("scores")!.Start, $"`{section.Full("scores")}: weighted` needs replies in JSON, where the grade's token can be found. Remove the `pattern`, or take `samples`.");
        }

        if (pattern is not null && rubric is not null)
        {
            CheckPattern(section, pattern, template, rubric, compares);
        }

        if (!asks && panels is not null)
        {
            section.Error(section.Mark, $"`{section.Path}` asks no model: its criteria are all checks, which always say the same. A judge of checks needs no panel.");
        }
        else if (!asks)
        {
            foreach (string key in OnlyForModels.Where(section.Has))
            {
                section.Warning(section.Find(key)!.Start, $"`{section.Full(key)}` is of no use: all criteria are checks, and no model is asked. Remove it.");
            }
        }

        Judge? whole = panels is null || rubric is null ? judge : panels.Read(section, judge);
        section.Close();
        return model is null || rubric is null ? null : whole;
    }

    /// <summary>Whether the judge says which of two outputs is better.</summary>
    private static bool ReadMode(YamlSection section)
    {
        string? mode = section.Text("mode");
        if (mode is not (null or Pointwise or Pairwise))
        {
            section.Error(section.Find("mode")!.Start, $"`{section.Full("mode")}` is `{mode}`. Known: {Pointwise} (grades one output), {Pairwise} (says which of two is better).");
        }

        foreach (string unfit in mode == Pairwise ? NotForPairs.Where(section.Has) : [])
        {
            section.Error(section.Find(unfit)!.Start, $"`{section.Full(unfit)}` does not go with `mode: {Pairwise}`: pairs are compared by run, compare and gate, one call for each order.");
        }

        return mode == Pairwise;
    }

    private static ModelReference? ReadModel(YamlSection section)
    {
        string? text = section.RequiredText("model", "Write for example `model: openai:gpt-4o-mini`, or `offline:heuristic` to try without a model.");
        ModelReference? model = text is null ? null : ModelReference.TryParse(text);
        if (text is not null && (model is null || model == ModelReference.Checks))
        {
            section.Error(section.Find("model")!.Start, model is null
                ? $"`{text}` is not a model reference. Write provider:model, for example openai:gpt-4o-mini."
                : $"`{text}` stands for a judge of checks alone, but not every criterion has a `check`. Name a model for the others.");
        }

        return model;
    }

    private static JudgeTerms ReadTerms(YamlSection section, bool pairs)
    {
        TimeSpan ttl = JudgeTerms.DefaultCacheTtl;
        if (section.Text("cache_ttl") is { } written && !Duration.TryParse(written, out ttl))
        {
            section.Error(section.Find("cache_ttl")!.Start, $"`{section.Full("cache_ttl")}` is `{written}`, but must be a length of time such as 12h or 30d.");
        }

        return new JudgeTerms
        {
            Filter = ReadFilter(section) with { Pairs = pairs },
            Sample = section.Number("sample", 0.0001, 1) ?? 1,
            CacheTtl = ttl,
            ConversationIdle = TriggerReader.Idle(section),
            Trigger = TriggerReader.Read(section),
            Lanes = LaneReader.Read(section),
            Thrift = ThriftReader.Read(section),
            BudgetUsdPerDay = (decimal?)section.Number("budget_usd_per_day", 0, 1_000_000_000),
        };
    }

    private static ResponseFilter ReadFilter(YamlSection section)
    {
        if (section.Section("when") is not { } when)
        {
            return ResponseFilter.All;
        }

        var conditions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach ((string field, YamlNode _) in when.Entries())
        {
            conditions[field] = when.Texts(field);
        }

        return new ResponseFilter(conditions);
    }

    private static Rubric? ReadRubric(string name, YamlSection section, Func<string, string> readFile, List<Diagnostic> findings, bool isGraded)
    {
        switch (section.Find("rubric"))
        {
            case YamlMappingNode:
                return RubricReader.Read(section.Section("rubric")!, name, readFile, isGraded);
            case YamlScalarNode { Value: { } path } node:
                if (ReadFile(section, node, path, readFile) is not { } text)
                {
                    return null;
                }

                (Rubric? rubric, IReadOnlyList<Diagnostic> diagnostics) = RubricReader.Read(path, text, file => readFile(Path.Combine(Path.GetDirectoryName(path) ?? "", file)), isGraded);
                findings.AddRange(diagnostics);
                return rubric;
            case { } other:
                section.Error(other.Start, $"`{section.Full("rubric")}` must be a file name or a mapping.");
                return null;
            case null:
                section.Error(section.Mark, $"`{section.Full("rubric")}` is missing. Name a rubric file, or write the rubric here.");
                return null;
        }
    }

    private static PromptTemplate? ReadTemplate(YamlSection section, Func<string, string> readFile, bool compares)
    {
        if (section.Find("template") is not { } node || section.Text("template") is not { } template)
        {
            return null;
        }

        bool inline = template.Contains("{{", StringComparison.Ordinal);
        string? text = inline ? template : ReadFile(section, node, template, readFile);
        try
        {
            PromptTemplate? parsed = text is null ? null : PromptTemplate.Parse(inline ? section.File.Name : template, text);
            if (parsed is not null && Unseen(parsed, compares) is { } problem)
            {
                section.Error(node.Start, problem);
            }

            return parsed;
        }
        catch (ConfigurationException e) when (e.Diagnostics is [var finding, ..])
        {
            section.Error(node.Start, inline ? finding.Message : $"{finding.File}:{finding.Line}:{finding.Column}: {finding.Message}");
            return null;
        }
    }

    /// <summary>What the judge would not be shown; null where it sees all that it is to judge.</summary>
    private static string? Unseen(PromptTemplate template, bool compares)
    {
        bool pairs = PromptTemplate.FirstShown.Any(template.Uses) && PromptTemplate.SecondShown.Any(template.Uses);
        return compares && !pairs ? $"the template must use {{{{output_1}}}} and {{{{output_2}}}}, the two outputs in the order in which they are shown: with `mode: {Pairwise}` the judge sees each pair in both."
            : !compares && !template.Uses("output") ? $"the template never uses {{{{output}}}}, so the judge would not see what it judges.{(pairs ? $" One that compares two outputs needs `mode: {Pairwise}`." : "")}"
            : null;
    }

    private static string? ReadFile(YamlSection section, YamlNode node, string path, Func<string, string> readFile)
    {
        try
        {
            return readFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            section.Error(node.Start, $"the file {path} cannot be read: {e.Message} Paths are relative to this file.");
            return null;
        }
    }

    private static List<OutputCheck> ReadChecks(YamlSection section, IReadOnlyList<OutputCheck> usual)
    {
        if (!section.Has("checks"))
        {
            return [.. usual];
        }

        var checks = new List<OutputCheck>();
        foreach (string written in section.Texts("checks"))
        {
            if (Checks.TryGetValue(written, out OutputCheck check))
            {
                checks.Add(check);
            }
            else
            {
                section.Error(section.Find("checks")!.Start, $"`{written}` is not a check. Known: {string.Join(", ", Checks.Keys)}.");
            }
        }

        return checks;
    }

    private static void CheckPattern(YamlSection section, string pattern, PromptTemplate? template, Rubric rubric, bool compares)
    {
        if (template is null)
        {
            section.Error(section.Find("pattern")!.Start, $"`{section.Full("pattern")}` reads free text, but without a `template` the judge is asked for JSON. Add a template, or remove the pattern.");
        }

        try
        {
            foreach (Criterion criterion in compares ? [] : rubric.Asked)
            {
                ReplyPattern.Parse(pattern, criterion);
            }

            if (compares)
            {
                PairwisePattern.Parse(pattern);
            }
        }
        catch (ConfigurationException e)
        {
            section.Error(section.Find("pattern")!.Start, e.Message);
        }
    }
}
