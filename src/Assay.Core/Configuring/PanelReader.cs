using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Rubrics;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>jury:</c> or <c>cascade:</c> of a judge: who is asked, and how that becomes one verdict.</summary>
/// <param name="known">The judges that are read already, by name: those who may be asked.</param>
/// <param name="declared">The names of all judges of the configuration.</param>
internal sealed class PanelReader(IReadOnlyDictionary<string, Judge> known, IReadOnlyList<string> declared, Func<string, string> readFile)
{
    private const string Jury = "jury";
    private const string Cascade = "cascade";

    /// <summary>Keys that say how those are asked who are named by a model alone.</summary>
    private static readonly string[] OnlyForModels = ["template", "system", "pattern", "one_call_per_criterion", "temperature", "max_output_tokens", "redact", "checks", "cache_ttl"];

    public Func<string, string> ReadFile => readFile;

    public static PanelKind? KindOf(YamlSection section) => section.Has(Jury) ? PanelKind.Jury : section.Has(Cascade) ? PanelKind.Cascade : null;

    /// <summary>The rubric of the first who is named and known; null where there is none.</summary>
    public Rubric? RubricOf(YamlSection section)
    {
        YamlNode? asked = section.Find(Jury) is YamlMappingNode jury ? Child(jury, "members") : section.Find(Cascade) is YamlMappingNode cascade ? Child(cascade, "stages") : null;
        if (asked is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            // That nobody is named is said where they are read.
            return Rubric.Inline("none", "");
        }

        foreach (YamlNode node in list)
        {
            YamlNode? name = node is YamlMappingNode mapping ? Child(mapping, "judge") : node;
            if (name is YamlScalarNode { Value: { } text } && known.TryGetValue(text, out Judge? judge))
            {
                return judge.PreferredBy ?? judge.Rubric;
            }
        }

        return null;
    }

    /// <param name="own">The judge as it would be with one model: those who are named by a model alone are asked so.</param>
    /// <returns>The judge with its panel; null where it cannot be made.</returns>
    public Judge? Read(YamlSection section, Judge own)
    {
        if (section.Has(Jury) && section.Has(Cascade))
        {
            section.Error(section.Find(Cascade)!.Start, $"`{section.Path}` is both a jury and a cascade. Declare the jury as a judge of its own, and name it as a stage.");
        }

        if (section.Find("model") is { } model)
        {
            section.Error(model.Start, $"`{section.Full("model")}` does not go with `{(section.Has(Jury) ? Jury : Cascade)}`: name the model among those who are asked.");
        }

        (YamlSection Section, Panel? Panel)? read =
            section.Section(Jury) is { } jury ? (jury, new JuryReader(this, own).Read(jury))
            : section.Section(Cascade) is { } cascade ? (cascade, new CascadeSectionReader(this, own).Read(cascade))
            : null;
        if (read is not var (of, panel) || panel is null)
        {
            return null;
        }

        IReadOnlyList<Judge> judges = panel.Judges;
        foreach (string key in judges.All(j => known.ContainsKey(j.Name)) ? OnlyForModels.Where(section.Has) : [])
        {
            section.Warning(section.Find(key)!.Start, $"`{section.Full(key)}` is of no use: it is for those who are named by a model alone, and all who are asked here are judges of their own. Remove it.");
        }

        if (judges.Any(j => j.Model.IsOffline) && !judges.All(j => j.Model.IsOffline))
        {
            of.Error(of.Mark, $"`{of.Path}` has both judges with a model and offline:heuristic, whose scores are made up. Leave it out.");
        }

        return own with
        {
            Panel = panel,
            Model = new ModelReference(judges.All(j => j.Model.IsOffline) ? "offline" : panel.Kind.ToSnakeCase(), string.Join(" + ", judges.Select(j => j.Model.ToString()).Distinct(StringComparer.Ordinal))),
        };
    }

    /// <summary>Who is meant by a name or a model reference; null, and said why, where nobody who can be asked here.</summary>
    public Judge? Find(YamlSection section, YamlNode node, string name, Judge own)
    {
        string? problem = null;
        if (name == own.Name)
        {
            problem = $"`{section.Path}` names the judge itself.";
        }
        else if (known.TryGetValue(name, out Judge? judge))
        {
            problem = Unfit(judge, own);
            if (problem is null)
            {
                return judge;
            }
        }
        else if (declared.Contains(name))
        {
            // What is not read yet is a panel, or has mistakes of its own.
            problem = $"`{name}` cannot be asked in `{section.Path}`: it is a panel that may ask this one, or it cannot be read. Juries have single judges as members; cascades have single judges and juries as stages.";
        }
        else if (ModelReference.TryParse(name) is { } model)
        {
            return own with { Name = name, Model = model };
        }
        else
        {
            problem = $"there is no judge `{name}`, and it is no model reference such as openai:gpt-4o-mini.{(NearestName.Of(name, declared) is { } nearest ? $" Did you mean `{nearest}`?" : "")}";
        }

        section.Error(node.Start, problem);
        return null;
    }

    /// <summary>The names of who is asked, with what is said of each: a name alone, or a section.</summary>
    public static IReadOnlyList<(YamlNode Node, string Name, YamlSection? Terms)> Asked(YamlSection section, string key, string remedy)
    {
        if (section.Find(key) is not YamlSequenceNode list)
        {
            section.Error(section.Find(key)?.Start ?? section.Mark, $"`{section.Full(key)}` must be a list. {remedy}");
            return [];
        }

        var asked = new List<(YamlNode, string, YamlSection?)>();
        foreach (YamlNode node in list)
        {
            YamlSection? terms = node is YamlMappingNode mapping ? new YamlSection(section.File, mapping, section.Full(key)) : null;
            string? name = node is YamlScalarNode { Value: { Length: > 0 } text } ? text : terms?.RequiredText("judge", "Name who is asked.");
            if (name is not null)
            {
                asked.Add((node, name, terms));
            }
            else if (terms is null)
            {
                section.Error(node.Start, $"`{section.Full(key)}` must hold names. {remedy}");
            }
        }

        return asked;
    }

    /// <summary>A band around a bar.</summary>
    public static Escalation.Band? Band(YamlSection section, string key, Judge own)
    {
        if (section.Section(key) is not { } band)
        {
            return null;
        }

        Scale scale = PanelScale.Of(own.Rubric);
        double? around = band.Number("around", scale.Min, scale.Max);
        double? within = band.Number("within", 0, scale.Max - scale.Min);
        if (around is null && !band.Has("around"))
        {
            band.Error(band.Mark, FormattableString.Invariant($"`{band.Full("around")}` is missing. Name the score that counts as good enough, from {scale.Min} to {scale.Max}."));
        }

        band.Close();
        return around is { } bar ? new Escalation.Band(bar, within ?? (scale.Max - scale.Min) / 8) : null;
    }

    private static string? Unfit(Judge judge, Judge own) =>
        judge.IsPairwise != own.IsPairwise ? $"`{judge.Name}` {(judge.IsPairwise ? "compares two outputs: write `mode: pairwise` here too" : "grades one output, and this one compares two")}."
        : (judge.PreferredBy ?? judge.Rubric).Version != (own.PreferredBy ?? own.Rubric).Version ? $"`{judge.Name}` judges by another rubric ({(judge.PreferredBy ?? judge.Rubric).Name}): verdicts on different criteria or scales are no verdict on one. Give all of them the same rubric."
        : judge.Rubric.Asked.Count == 0 ? $"`{judge.Name}` asks no model: its criteria are all checks, which always say the same."
        : null;

    private static YamlNode? Child(YamlMappingNode mapping, string key) => mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;
}
