using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads one rule: an entry of <c>alerts:</c>, in the file or by itself.</summary>
public static class AlertRuleReader
{
    private const int LongestName = 80;
    private static readonly TimeSpan LongestCooldown = TimeSpan.FromDays(31);

    /// <summary>Reads a rule that stands by itself: what would stand under its name, or that with the name before it.</summary>
    /// <param name="yaml">For example <c>mean: { below: 3.5, window: 24h }</c>.</param>
    /// <returns>Null where something is wrong, which the findings then say.</returns>
    public static (AlertRule? Rule, IReadOnlyList<Diagnostic> Findings) Read(string name, string yaml, AlertNames names)
    {
        YamlFile file = YamlFile.Parse("rule", yaml);
        if (file.Root is not { } root)
        {
            return (null, file.Diagnostics);
        }

        bool isNamed = root.Find(name) is YamlMappingNode && !AlertConditionReader.Kinds.Contains(name);
        YamlSection entry = isNamed ? root.Section(name)! : root;
        AlertRule? rule = Read(name, entry, names);
        if (isNamed)
        {
            root.Close();
        }

        return (file.Diagnostics.Any(d => d.Severity == Severity.Error) ? null : rule, file.Diagnostics);
    }

    /// <returns>Null where something is wrong, which the section then says.</returns>
    internal static AlertRule? Read(string name, YamlSection section, AlertNames names)
    {
        if (name.Length is 0 or > LongestName || name == "defaults" || name.Any(c => c == '/' || char.IsControl(c)) || name.Trim() != name)
        {
            section.Error(section.Mark, $"`{name}` is no name for a rule. Choose one of at most {LongestName} characters, without / and not `defaults`.");
        }

        AlertCondition? condition = AlertConditionReader.Read(section);
        string? judge = Judge(section, names);
        string? criterion = Criterion(section, judge, names);
        Facet? slice = Slice(section, names);
        if (condition is not null)
        {
            RefuseUnfitting(section, condition);
        }

        var rule = condition is null ? null : new AlertRule
        {
            Name = name,
            Condition = condition,
            Judge = judge,
            Criterion = criterion,
            Slice = slice,
            Severity = SeverityOf(section),
            Cooldown = Cooldown(section),
            Notify = Notify(section, names),
        };
        section.Close();
        return rule;
    }

    private static string? Judge(YamlSection section, AlertNames names)
    {
        string? judge = section.Text("judge");
        if (judge is not null && names.Judges.Count > 0 && !names.Judges.ContainsKey(judge))
        {
            section.Error(section.Find("judge")!.Start, $"`{section.Full("judge")}` is `{judge}`, which is no judge here. {Meant(judge, names.Judges.Keys)}");
        }

        return judge;
    }

    private static string? Criterion(YamlSection section, string? judge, AlertNames names)
    {
        string? criterion = section.Text("criterion");
        IReadOnlyList<string> known = [.. names.Judges.Where(j => judge is null || j.Key == judge).SelectMany(j => j.Value).Distinct(StringComparer.Ordinal)];
        if (criterion is not null && known.Count > 0 && !known.Contains(criterion, StringComparer.Ordinal))
        {
            section.Error(
                section.Find("criterion")!.Start,
                $"`{section.Full("criterion")}` is `{criterion}`, which {(judge is null ? "no judge here scores" : $"the judge {judge} does not score")}. {Meant(criterion, known)}");
        }

        return criterion;
    }

    private static Facet? Slice(YamlSection section, AlertNames names)
    {
        if (section.Text("slice") is not { } text)
        {
            return null;
        }

        YamlNode at = section.Find("slice")!;
        if (text.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } field, { Length: > 0 } value])
        {
            section.Error(at.Start, $"`{section.Full("slice")}` is `{text}`, but must be a field and its value, such as `route=refunds`.");
            return null;
        }

        if (names.Slices is { } declared && field != "release" && !declared.Contains(field, StringComparer.Ordinal))
        {
            string meant = NearestName.Of(field, declared) is { } nearest ? $"Did you mean `{nearest}`?" : $"Add it at the top of assay.yaml: `slices: [{string.Join(", ", declared.Append(field))}]`.";
            section.Error(at.Start, $"`{section.Full("slice")}` names the field `{field}`, which is not declared under `slices`, so figures are not split by it. {meant}");
        }

        return new Facet(field, value);
    }

    private static void RefuseUnfitting(YamlSection section, AlertCondition condition)
    {
        if (!condition.HasCriterion && section.Has("criterion"))
        {
            section.Error(section.Find("criterion")!.Start, $"`{section.Full("criterion")}` does not go with `{condition.Kind}`, which is not about scores. Leave it out.");
        }

        if (condition is AlertCondition.Disagreement && section.Text("criterion") == "overall")
        {
            section.Error(section.Find("criterion")!.Start, $"`{section.Full("criterion")}` is `overall`, but people label criteria. Name one, or leave it out for each that has labels.");
        }

        if (condition is AlertCondition.OwedLongerThan or AlertCondition.JudgePaused or AlertCondition.BudgetSpent or AlertCondition.Disagreement && section.Has("slice"))
        {
            section.Error(section.Find("slice")!.Start, $"`{section.Full("slice")}` does not go with `{condition.Kind}`, which is known of a judge as a whole. Leave it out.");
        }
    }

    private static AlertSeverity SeverityOf(YamlSection section)
    {
        switch (section.Text("severity"))
        {
            case null or "page":
                return AlertSeverity.Page;
            case "ticket":
                return AlertSeverity.Ticket;
            case { } other:
                section.Error(section.Find("severity")!.Start, $"`{section.Full("severity")}` is `{other}`. Known: page, ticket.");
                return AlertSeverity.Page;
        }
    }

    private static TimeSpan Cooldown(YamlSection section)
    {
        TimeSpan? cooldown = section.Duration("cooldown");
        if (cooldown > LongestCooldown)
        {
            section.Error(section.Find("cooldown")!.Start, $"`{section.Full("cooldown")}` must be at most 31d.");
        }

        return cooldown ?? AlertRule.UsualCooldown;
    }

    private static IReadOnlyList<string> Notify(YamlSection section, AlertNames names)
    {
        IReadOnlyList<string> notify = section.Texts("notify");
        if (names.Receivers is { } known && notify.FirstOrDefault(n => !known.Contains(n, StringComparer.Ordinal)) is { } unknown)
        {
            string meant = known.Count > 0 ? Meant(unknown, known) : "There is none yet: describe one under `notify` in assay.yaml, or leave this out.";
            section.Error(section.Find("notify")!.Start, $"`{section.Full("notify")}` names `{unknown}`, which is no receiver under `notify`. {meant}");
        }

        return notify;
    }

    private static string Meant(string given, IEnumerable<string> known) =>
        NearestName.Of(given, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", known)}.";
}
