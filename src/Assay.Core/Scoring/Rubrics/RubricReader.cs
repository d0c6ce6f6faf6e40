using System.Globalization;
using Assay.Configuring;
using Assay.Scoring.Checking;
using Assay.Scoring.Replies;
using YamlDotNet.RepresentationModel;

namespace Assay.Scoring.Rubrics;

/// <summary>Reads a rubric from YAML. Every finding names line and column; the file's grammar is in <c>rubric.schema.json</c>.</summary>
public static class RubricReader
{
    /// <summary>Keys of a criterion that say what a model is asked, and how it answers.</summary>
    private static readonly string[] NotOfChecks = ["scale", "checklist", "fractions", "anchors", "evidence"];

    /// <summary>The rubric, or the findings that keep it from being one. Warnings stand beside a usable rubric.</summary>
    /// <param name="readFile">Gives the text of a file that the rubric names, such as a JSON schema; null: there are none.</param>
    /// <param name="isGraded">False: its criteria only say what is preferred, so they need no scale and no overall score.</param>
    public static (Rubric? Rubric, IReadOnlyList<Diagnostic> Diagnostics) Read(string fileName, string yaml, Func<string, string>? readFile = null, bool isGraded = true)
    {
        YamlFile file = YamlFile.Parse(fileName, yaml);
        Rubric? rubric = file.Root is { } root ? Read(root, Path.GetFileNameWithoutExtension(fileName), readFile ?? NoFile, isGraded) : null;
        bool usable = !file.Diagnostics.Any(d => d.Severity == Severity.Error);
        return (usable ? rubric : null, file.Diagnostics);
    }

    /// <exception cref="ConfigurationException">It has errors.</exception>
    /// <inheritdoc cref="Read(string, string, Func{string, string}, bool)"/>
    public static Rubric ReadOrThrow(string fileName, string yaml, Func<string, string>? readFile = null)
    {
        (Rubric? rubric, IReadOnlyList<Diagnostic> diagnostics) = Read(fileName, yaml, readFile);
        return rubric ?? throw new ConfigurationException(diagnostics);
    }

    /// <summary>Reads a rubric that stands in a section of a larger file.</summary>
    /// <param name="isGraded">False: its criteria only say what is preferred, so they need no scale and no overall score.</param>
    public static Rubric? Read(YamlSection section, string defaultName, Func<string, string> readFile, bool isGraded = true)
    {
        string name = section.Text("name") ?? defaultName;
        section.Text("description");
        IReadOnlyList<FailureCode> codes = ReadFailureCodes(section);
        string? overall = section.Text("overall");
        var criteria = new List<Criterion>();
        IReadOnlyList<(string Name, YamlSection Section)> sections = section.Sections("criteria");
        foreach ((string criterionName, YamlSection criterion) in sections)
        {
            if (ReadCriterion(criterionName, criterion, readFile, isGraded) is { } read)
            {
                criteria.Add(read);
            }
        }

        if (sections.Count == 0)
        {
            section.Error(section.Find("criteria")?.Start ?? section.Mark,
                "`criteria` is missing or empty. List at least one, for example:  criteria: { accuracy: { question: Is it right?, scale: 1-5 } }");
        }

        if (isGraded && overall != "none" && criteria.Count > 0 && criteria.All(c => c.Weight == 0))
        {
            section.Error(section.Find("criteria")!.Start, "every weight is 0, so there is no overall score. Give a weight, or write `overall: none`.");
        }

        section.Close();
        return criteria.Count == 0 || criteria.Count < sections.Count
            ? null
            : new Rubric { Name = name, Criteria = criteria, FailureCodes = codes, Overall = isGraded ? ReadOverall(section, overall, criteria) : null };
    }

    private static string NoFile(string name) => throw new FileNotFoundException($"{name} cannot be looked for from here.");

    /// <summary>Names, or names with what each means.</summary>
    private static IReadOnlyList<FailureCode> ReadFailureCodes(YamlSection section)
    {
        IReadOnlyList<FailureCode> codes = section.Find("failure_codes") is YamlMappingNode
            ? [.. section.Section("failure_codes") is { } meanings ? meanings.Entries().Select(e => new FailureCode(e.Key, meanings.Text(e.Key)?.Trim() is { Length: > 0 } meaning ? meaning : null)) : []]
            : [.. section.Texts("failure_codes").Select(name => new FailureCode(name))];
        if (codes.Count != codes.DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Count() || codes.Any(c => string.IsNullOrWhiteSpace(c.Name)))
        {
            section.Error(section.Find("failure_codes")!.Start, "`failure_codes` holds an empty code or one code twice.");
        }

        if (codes.Any(c => c.Name.Equals(ReplySchema.NoFailure, StringComparison.OrdinalIgnoreCase)))
        {
            section.Error(section.Find("failure_codes")!.Start, $"`failure_codes` holds `{ReplySchema.NoFailure}`, which is what the judge answers where nothing went wrong. Give the code another name.");
        }

        return codes;
    }

    private static Criterion? ReadCriterion(string name, YamlSection section, Func<string, string> readFile, bool isGraded)
    {
        if (section.Has("check"))
        {
            if (!isGraded)
            {
                section.Error(section.Find("check")!.Start, $"`{section.Full("check")}` does not go with `mode: pairwise`: a check looks at one output. Ask a `question`.");
            }

            return ReadChecked(name, section, readFile);
        }

        string? question = section.RequiredText("question", "Ask what the judge shall decide, for example: Does the answer follow from the context?");
        Scale? scale = !isGraded && !section.Has("scale") && !section.Has("checklist") ? new Scale.PassFail() : ReadScale(section);
        double weight = section.Number("weight", min: 0) ?? 1;
        bool evidence = section.Flag("evidence") ?? false;
        IReadOnlyList<Anchor> anchors = scale is null || (!isGraded && !section.Has("anchors")) ? [] : ReadAnchors(section, scale);
        section.Close();
        if (Criterion.NameProblem(name) is { } problem)
        {
            section.Error(section.Mark, problem);
        }

        return question is null || scale is null
            ? null
            : new Criterion { Name = name, Question = question.Trim(), Scale = scale, Weight = weight, Evidence = evidence, Anchors = anchors };
    }

    private static Criterion? ReadChecked(string name, YamlSection section, Func<string, string> readFile)
    {
        Check? check = CheckReader.Read(section, readFile);
        string? question = section.Text("question");
        double weight = section.Number("weight", min: 0) ?? 1;
        foreach (string key in NotOfChecks.Where(key => section.Misplaced(key) is not null))
        {
            section.Error(section.Misplaced(key)!.Start, $"`{section.Full(key)}` is for a model, but `check` decides this criterion{(check is null ? "" : $" on its own scale, {check.Scale.Text}")}. Remove one of the two.");
        }

        section.Close(NotOfChecks);
        if (Criterion.NameProblem(name) is { } problem)
        {
            section.Error(section.Mark, problem);
        }

        return check is null ? null : Criterion.Of(name, check, weight) with { Question = question?.Trim() is { Length: > 0 } asked ? asked : check.Question };
    }

    private static Scale? ReadScale(YamlSection section)
    {
        IReadOnlyList<string> items = section.Texts("checklist");
        bool? fractions = section.Flag("fractions");
        switch (section.Find("scale"))
        {
            case not null when items.Count > 0:
                section.Error(section.Find("scale")!.Start, $"`{section.Path}` has both `scale` and `checklist`. A checklist is scored by its share of yes: remove `scale`.");
                return null;
            case null when items.Count > 0:
                return new Scale.Checklist(items);
            case null:
                section.Error(section.Mark, $"`{section.Full("scale")}` is missing. Write for example `scale: 1-5`, `scale: pass/fail`, or a `checklist:`.");
                return null;
            case YamlScalarNode { Value: { } text } node:
                if (ScaleText.TryParse(text, fractions) is { } scale)
                {
                    if (fractions is not null && scale is not Scale.Numeric)
                    {
                        section.Error(section.Find("fractions")!.Start, $"`{section.Full("fractions")}` goes with a numeric scale only.");
                    }

                    return scale;
                }

                section.Error(node.Start, $"`{text}` is not a scale. Known: 1-5, 1-10, 0-1 or any range from low to high, pass/fail, or labels with values such as {{poor: 0, good: 1}}.");
                return null;
            case YamlMappingNode:
                return ReadLabels(section.Section("scale")!);
            case { } other:
                section.Error(other.Start, $"`{section.Full("scale")}` must be a text such as 1-5 or a mapping of labels to values.");
                return null;
        }
    }

    private static Scale.Labels? ReadLabels(YamlSection section)
    {
        var labels = new List<ScaleLabel>();
        foreach ((string name, YamlNode _) in section.Entries())
        {
            if (section.Number(name) is { } value)
            {
                labels.Add(new ScaleLabel(name, value));
            }
        }

        if (labels.Count != labels.Select(l => l.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count())
        {
            section.Error(section.Mark, $"`{section.Path}` has two labels that differ only in letter case, which replies are not told apart by.");
        }

        if (labels.Count >= 2 && labels.Max(l => l.Value) > labels.Min(l => l.Value))
        {
            return new Scale.Labels(labels);
        }

        section.Error(section.Mark, $"`{section.Path}` needs at least two labels with different values.");
        return null;
    }

    private static List<Anchor> ReadAnchors(YamlSection section, Scale scale)
    {
        var anchors = new List<Anchor>();
        YamlSection? written = section.Section("anchors");
        foreach ((string grade, YamlNode node) in written?.Entries() ?? [])
        {
            if (Grades.Read(scale, grade) is not GradeReading.Read)
            {
                written!.Error(node.Start, $"`{written.Full(grade)}` is not a grade of the scale {scale.Text}.");
            }
            else if (written!.Text(grade) is { } meaning)
            {
                anchors.Add(new Anchor(grade, meaning.Trim()));
            }
        }

        foreach (string grade in GradesToAnchor(scale).Where(g => anchors.All(a => a.Grade != g)))
        {
            section.Warning(section.Mark, $"`{section.Path}` has no anchor for {grade}. A sentence per grade makes judges agree more often.");
        }

        return anchors;
    }

    private static IEnumerable<string> GradesToAnchor(Scale scale) => scale switch
    {
        Scale.Numeric { From: var from, To: var to } when to - from <= 5 && from == Math.Floor(from) && to - from > 1 =>
            Enumerable.Range((int)from, (int)(to - from) + 1).Select(g => g.ToString(CultureInfo.InvariantCulture)),
        Scale.Labels labels => labels.Values.Select(v => v.Name),
        _ => [],
    };

    private static Scale? ReadOverall(YamlSection section, string? written, List<Criterion> criteria)
    {
        if (written == "none")
        {
            return null;
        }

        if (written is not null)
        {
            if (ScaleText.TryParse(written, fractions: true) is Scale.Numeric declared)
            {
                return declared;
            }

            section.Error(section.Find("overall")!.Start, $"`overall: {written}` is not a numeric scale. Write for example `overall: 0-1`, or `overall: none`.");
            return null;
        }

        Scale first = criteria[0].Scale;
        if (criteria.All(c => c.Scale.IsSameKind(first)))
        {
            // A mean of words or of shares lies between the grades.
            return first is Scale.Numeric ? first : new Scale.Numeric(first.Min, first.Max, Fractions: true);
        }

        section.Error(section.Find("criteria")!.Start,
            $"the criteria have different scales ({string.Join("; ", criteria.Select(c => $"{c.Name}: {c.Scale.Text}"))}), so an overall score needs a declared common one. "
            + "Write `overall: 0-1` to map each onto 0-1, or `overall: none`.");
        return null;
    }
}
