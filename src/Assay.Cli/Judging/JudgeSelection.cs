using Assay.Configuring;
using Assay.Providers.Offline;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;

namespace Assay.Cli.Judging;

/// <summary>Finds the judge that an invocation means.</summary>
internal static class JudgeSelection
{
    private const string Example = "For example: --judge openai:gpt-4o-mini --criterion accuracy --rubric \"Is the answer right?\"";

    /// <exception cref="ConfigurationException">No judge, or more than one, fits; says what to write.</exception>
    public static Judge Select(Settings settings) => WithLanes(settings, Sampled(settings, Find(settings)));

    /// <summary>An option takes the place of what the configuration says.</summary>
    private static Judge WithLanes(Settings settings, Judge judge)
    {
        LaneTerms lanes = judge.Terms.Lanes;
        if (settings.Text(JudgeOptions.Lane) is { } lane)
        {
            lanes = lanes with { Lane = LaneReader.TryParse(lane) ?? throw new ConfigurationException($"--lane is `{lane}`, but must be live or batch.") };
        }

        if (settings.Time(JudgeOptions.Deadline) is { } deadline)
        {
            lanes = LaneReader.IsDeadline(deadline) ? lanes with { Deadline = deadline } : throw new ConfigurationException($"--deadline must be {LaneReader.Range}.");
        }

        return lanes == judge.Terms.Lanes ? judge : judge with { Terms = judge.Terms with { Lanes = lanes } };
    }

    /// <summary>As often as the invocation says, where its verb has the option.</summary>
    public static Judge Sampled(Settings settings, Judge judge) =>
        settings.Has(JudgeOptions.Samples) && settings.Whole(JudgeOptions.Samples, 1, SamplePlan.Most) is { } samples ? judge.With(SamplePlan.Of(samples)) : judge;

    private static Judge Find(Settings settings)
    {
        string? named = settings.Text(JudgeOptions.Judge);
        string? criterion = settings.Text(JudgeOptions.Criterion);
        string? rubric = settings.Text(JudgeOptions.Rubric);
        IReadOnlyList<Judge> judges = settings.File.Judges;

        if (criterion is not null || rubric is not null)
        {
            return FromOptions(named, criterion, rubric);
        }

        if (named is null)
        {
            return judges switch
            {
                [var only] => only,
                [] => throw new ConfigurationException($"no judge is named and the configuration has none. {Example}, or write an assay.yaml with `assay init`."),
                _ => throw new ConfigurationException($"the configuration has several judges. Choose one with --judge: {Names(judges)}."),
            };
        }

        if (judges.FirstOrDefault(j => j.Name == named) is { } judge)
        {
            return judge;
        }

        ModelReference model = ModelReference.TryParse(named)
            ?? throw new ConfigurationException($"there is no judge `{named}` in the configuration{Hint(named, judges)}");
        return model.IsOffline
            ? new Judge { Name = model.ToString(), Model = model, Rubric = HeuristicRubric.Instance, Checks = OutputChecks.Default }
            : throw new ConfigurationException($"--judge {named} names a model, but not what to ask it. {Example}");
    }

    private static Judge FromOptions(string? named, string? criterion, string? rubric)
    {
        if (criterion is null && rubric is not null && File.Exists(rubric) && Read(rubric) is { Asked.Count: 0 } checks)
        {
            return Judge.OfChecks(checks.Name, checks);
        }

        ModelReference model = named is null
            ? throw new ConfigurationException($"--criterion and --rubric need a model. {Example}")
            : ModelReference.TryParse(named) ?? throw new ConfigurationException($"with --rubric, --judge must be a model reference such as openai:gpt-4o-mini, but is `{named}`.");
        if (rubric is null)
        {
            throw new ConfigurationException($"--criterion {criterion} needs --rubric with what to ask. {Example}");
        }

        if (criterion is not null)
        {
            if (Criterion.NameProblem(criterion) is { } problem)
            {
                throw new ConfigurationException($"--criterion: {problem}");
            }

            return new Judge { Name = criterion, Model = model, Rubric = Rubric.Inline(criterion, rubric) };
        }

        Rubric read = File.Exists(rubric)
            ? Read(rubric)
            : throw new ConfigurationException($"the rubric file {rubric} does not exist. To give the rubric in words, name its criterion too: --criterion accuracy --rubric \"...\"");
        return new Judge { Name = read.Name, Model = model, Rubric = read };
    }

    private static Rubric Read(string file) => RubricReader.ReadOrThrow(file, File.ReadAllText(file), name => File.ReadAllText(Path.Combine(Path.GetDirectoryName(file) ?? "", name)));

    private static string Names(IReadOnlyList<Judge> judges) => string.Join(", ", judges.Select(j => j.Name));

    private static string Hint(string named, IReadOnlyList<Judge> judges) =>
        NearestName.Of(named, judges.Select(j => j.Name)) is { } nearest ? $". Did you mean `{nearest}`?"
        : judges.Count > 0 ? $". It has: {Names(judges)}."
        : ", and it is no model reference such as openai:gpt-4o-mini.";
}
