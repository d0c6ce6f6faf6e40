using System.Security.Cryptography;
using System.Text.Json;
using Assay.Collecting.Redaction;
using Assay.Scoring.Checking;
using Assay.Scoring.Pairs;
using Assay.Scoring.Panels;
using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Judging;

/// <summary>A judge as it is declared: rubric, model, prompt, parameters, and how its reply is read. Everything that can change a score is part of the version.</summary>
public sealed record Judge
{
    /// <summary>Part of the version: raise it whenever replies are read differently.</summary>
    public const string ParserVersion = "parser-1";

    public required string Name { get; init; }

    public required ModelReference Model { get; init; }

    public required Rubric Rubric { get; init; }

    /// <summary>For a judge that compares two outputs, what one is preferred by; <see cref="Rubric"/> then holds what is said in each order. Null: each output is graded by itself.</summary>
    public Rubric? PreferredBy { get; init; }

    public bool IsPairwise => PreferredBy is not null;

    /// <summary>The judge's own prompt; null: the default one.</summary>
    public PromptTemplate? Template { get; init; }

    /// <summary>The system message that goes with <see cref="Template"/>.</summary>
    public string System { get; init; } = "";

    /// <summary>How the grade stands in free text; null: the reply is JSON.</summary>
    public string? Pattern { get; init; }

    /// <summary>Ask for each criterion in a call of its own.</summary>
    public bool OneCallPerCriterion { get; init; }

    /// <summary>Null: the provider's own.</summary>
    public float? Temperature { get; init; } = 0;

    /// <summary>Nobody declared it: it follows <see cref="Samples"/>.</summary>
    public bool TemperatureIsUsual { get; init; } = true;

    /// <summary>How often each question of a verdict is asked.</summary>
    public SamplePlan Samples { get; init; } = SamplePlan.One;

    /// <summary>What counts of each grade.</summary>
    public ScoreReading Scores { get; init; }

    /// <summary>A score is more than one grade of one reply.</summary>
    public bool IsSampled => !Samples.IsOne || Scores == ScoreReading.Weighted;

    public int MaxOutputTokens { get; init; } = 1024;

    public IReadOnlyList<OutputCheck> Checks { get; init; } = OutputChecks.Default;

    /// <summary>What is kept from the judge's model; what is stored stays whole.</summary>
    public RedactionRules Redaction { get; init; } = RedactionRules.None;

    /// <summary>Where several judges come to one verdict, who they are and how they do; null: one model is asked.</summary>
    public Panel? Panel { get; init; }

    /// <summary>How the judge is used; no part of its version.</summary>
    public JudgeTerms Terms { get; init; } = new();

    /// <summary>Criteria that each call asks for.</summary>
    public IReadOnlyList<IReadOnlyList<Criterion>> Questions => Rubric.Asked is not { Count: > 0 } asked ? []
        : OneCallPerCriterion || IsPairwise || Template is not null ? [.. asked.Select(c => (IReadOnlyList<Criterion>)[c])]
        : [asked];

    /// <param name="grades">One value per criterion of the rubric, in its order.</param>
    public double? OverallOf(IReadOnlyList<double> grades) => !IsPairwise ? Rubric.OverallOf(grades)
        : IsSampled || grades.Any(g => g is not (0 or PairRubric.TieValue or 1)) ? PairRubric.LikelierOf(grades)
        : PairRubric.OutcomeOf(grades);

    /// <summary>The same judge, asked so often. Samples at temperature 0 would say nearly the same each time, so where nobody declared another it is 1.</summary>
    public Judge With(SamplePlan samples) => this with { Samples = samples, Temperature = TemperatureIsUsual ? UsualTemperature(samples) : Temperature };

    public static float UsualTemperature(SamplePlan samples) => samples.IsOne ? 0 : 1;

    /// <summary>A judge of checks alone: it makes no call and costs nothing.</summary>
    public static Judge OfChecks(string name, Rubric rubric) => new() { Name = name, Model = ModelReference.Checks, Rubric = rubric, Checks = OutputChecks.BesideChecks };

    /// <summary>16 hex digits over all of the above but name and terms. Scores of two versions never share an average without saying so.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Definition()))[..16];

    /// <summary>What the version is a hash of, as JSON.</summary>
    public byte[] Definition()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", Model.ToString());
            json.WriteString("rubric_version", (PreferredBy ?? Rubric).Version);
            if (Panel is { } panel)
            {
                panel.WriteDefinition(json);
                json.WriteEndObject();
                json.Flush();
                return buffer.ToArray();
            }

            int asked = Rubric.Asked.Count;
            if (asked > 0)
            {
                WriteAsking(json);
            }

            if (asked < Rubric.Criteria.Count)
            {
                json.WriteString("checking", Check.Version);
            }

            json.WriteStartArray("checks");
            foreach (OutputCheck check in Checks)
            {
                json.WriteStringValue(check.ToString());
            }

            json.WriteEndArray();
            if (asked > 0)
            {
                json.WriteString("parser", ParserVersion);
            }

            // Only where there is something: the versions of judges without redaction are older than it.
            if (asked > 0 && !Redaction.IsEmpty)
            {
                json.WriteStartArray("redact");
                foreach (string rule in Redaction.Definition)
                {
                    json.WriteStringValue(rule);
                }

                json.WriteEndArray();
            }

            if (IsPairwise)
            {
                json.WriteString("mode", "pairwise");
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The definition, and what it holds only hashes of: the rubric and, of a panel, its judges. Stored beside the version so that it can be explained and compared.</summary>
    public byte[] FullDefinition()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteParts(json);
            if (Panel is { } panel)
            {
                json.WriteStartArray("members");
                foreach (Judge member in panel.Judges)
                {
                    json.WriteStartObject();
                    json.WriteString("name", member.Name);
                    json.WriteString("version", member.Version);
                    member.WriteParts(json);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteParts(Utf8JsonWriter json)
    {
        foreach (JsonProperty part in JsonElement.Parse(Definition()).EnumerateObject())
        {
            part.WriteTo(json);
        }

        json.WritePropertyName("rubric");
        json.WriteRawValue((PreferredBy ?? Rubric).Definition());
    }

    private void WriteAsking(Utf8JsonWriter json)
    {
        json.WriteString("prompt", Template?.Text ?? (IsPairwise ? PairPrompt.Version : DefaultPrompt.Version));
        json.WriteString("system", System);
        json.WriteString("pattern", Pattern);
        json.WriteBoolean("one_call_per_criterion", OneCallPerCriterion);
        if (Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        json.WriteNumber("max_output_tokens", MaxOutputTokens);
        // Only where there is something: the versions of judges that are asked once are older than samples.
        if (!Samples.IsOne)
        {
            json.WriteString("samples", Samples.ToString());
        }

        if (Scores == ScoreReading.Weighted)
        {
            json.WriteString("scores", TokenWeights.Version);
        }
    }
}
