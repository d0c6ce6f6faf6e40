using System.Security.Cryptography;
using Assay.Cli.Gating.Targets;
using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Gating.Prompts;
using Assay.Scoring.Running;

namespace Assay.Cli.Gating;

/// <summary>The outputs of one side of a gate, in memory: they are paired case by case.</summary>
/// <param name="Name">As reports call them.</param>
internal sealed record GateSide(string Name, IReadOnlyList<SourcedResponse> Outputs)
{
    /// <summary>It was judged, but by another version of the judge, and is judged again.</summary>
    public bool IsRescored { get; init; }

    /// <summary>Cases for which no output could be had.</summary>
    public IReadOnlyList<FailedOutput> Failed { get; init; } = [];

    /// <summary>Why no more of them could be asked; null where all were.</summary>
    public RunEnd? Halted { get; init; }

    /// <summary>What asking for them took; null where they were there already.</summary>
    public TargetAccount? Account { get; init; }

    /// <inheritdoc cref="Scoring.Caching.IVerdictCache.Trouble"/>
    public string? CacheTrouble { get; init; }

    /// <summary>The prompt file that they were made with; null where they were not made here.</summary>
    public PromptFile? Prompt { get; init; }

    /// <summary>Which prompt and model brought all of them; null where they do not say, or differ.</summary>
    public PromptIdentity? MadeWith => PromptIdentity.OfAll(Outputs.Select(o => o.Response));

    /// <exception cref="InputException">A record cannot be read.</exception>
    public static async Task<GateSide> ReadAsync(string name, string file, RedactionRules rules, CancellationToken cancellationToken)
    {
        var redaction = new Collecting.Redaction.IntakeRedaction(new Redactor(rules));
        var outputs = new List<SourcedResponse>();
        await foreach (SourcedResponse output in redaction.Apply(InputFiles.Find([file]).ReadAsync(cancellationToken), cancellationToken))
        {
            outputs.Add(Single(output));
        }

        return outputs.Count > 0 ? new GateSide(name, outputs) : throw new InputException(file, "holds no record.", "A gate needs the outputs of its cases, one record each.");
    }

    /// <exception cref="ConfigurationException">There is no such run, or its texts were not kept and its judge was another.</exception>
    public static async Task<GateSide> OfRunAsync(ILedgerQueries ledger, StoredRun run, CancellationToken cancellationToken)
    {
        var outputs = new List<SourcedResponse>();
        string name = FormattableString.Invariant($"run {run.Key.Run}");
        await foreach (ResultRow row in ledger.ResultsAsync(run.Key, cancellationToken))
        {
            if (row.IsUnkept)
            {
                throw new ConfigurationException($"{name} cannot be a baseline: what was said in it was not kept (content is off), so its outputs can neither be compared nor judged again. Name its outputs with --baseline-outputs.");
            }

            outputs.Add(Single(new SourcedResponse(Collecting.Records.ResponseJson.Read(System.Text.Encoding.UTF8.GetBytes(row.Body), name, outputs.Count + 1), name, outputs.Count + 1, outputs.Count + 1)));
        }

        return outputs.Count > 0 ? new GateSide(name, outputs) : throw new ConfigurationException($"{name} holds no response: there is nothing to compare with.");
    }

    /// <summary>What an output was compared with in an earlier gate is none of this one's.</summary>
    private static SourcedResponse Single(SourcedResponse output) => output with { Response = output.Response with { Rival = null } };

    /// <summary>The same outputs judged by the same judge are the same run, wherever they came from.</summary>
    public RunIdentity Identity(JudgeSession session, int repeat)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SourcedResponse output in Outputs)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(output.Response.Id));
            hash.AppendData(ContentHash.Of(output.Response).ToBytes());
        }

        string text = FormattableString.Invariant($"gate\n{session.Judge.Name}\n{session.Judge.Version}\n{repeat}\n{Convert.ToHexStringLower(hash.GetHashAndReset())}");
        return new RunIdentity(text, FormattableString.Invariant($"gate: {session.Judge.Name} over {Path.GetFileName(Name)}{(repeat > 0 ? $", sample {repeat + 1}" : "")}")) { Repeat = repeat };
    }
}

/// <summary>A case for which no output could be had.</summary>
/// <param name="Case">Its output is empty.</param>
internal sealed record FailedOutput(Response Case, string Reason, string Detail);
