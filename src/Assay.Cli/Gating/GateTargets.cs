using Assay.Cli.Gating.Targets;
using Assay.Cli.Output;
using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Gating.Data;
using Assay.Gating.Prompts;
using Assay.Gating.Targets;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Gating;

/// <summary>What is asked for outputs in a gate: targets of the configuration, and prompt files. All is made ready before the first is asked, which may cost something.</summary>
/// <param name="cache">Where answers are kept; null: nowhere.</param>
/// <param name="measures">What the judge wants measured of them.</param>
internal sealed class GateTargets(Settings settings, RedactionRules redaction, string? cache, AnswerMeasures measures, TimeProvider clock) : IAsyncDisposable
{
    private readonly string? _named = settings.Text(GateOptions.Target);
    private readonly string? _baselineNamed = settings.Text(GateOptions.BaselineTarget);
    private readonly string? _prompt = settings.Text(GateOptions.Prompt);
    private readonly string? _baselineRef = settings.Text(GateOptions.BaselineRef);
    private readonly string? _dataSet = settings.Text(GateOptions.DataSet);

    private IReadOnlyList<SourcedResponse> _cases = [];
    private RunEnd? _halted;
    private string _casesHash = "";
    private TargetBudget? _budget;

    /// <summary>Answers now; null: the outputs are there.</summary>
    public AskedTarget? Candidate { get; private set; }

    /// <summary>Answers as before; null: the baseline is something else.</summary>
    public AskedTarget? Baseline { get; private set; }

    public bool HasCandidate => (_named ?? _prompt) is not null;

    public bool HasBaseline => (_baselineNamed ?? _baselineRef) is not null;

    /// <exception cref="ConfigurationException">Too little is named, too much, or what is not there.</exception>
    public void ThrowUnlessNamed()
    {
        if (_named is not null && _prompt is not null)
        {
            throw new ConfigurationException("--target and --prompt are both given, but one thing is gated. Leave one out.");
        }

        if (_baselineRef is not null && !HasCandidate)
        {
            throw new ConfigurationException($"--baseline-ref {_baselineRef} means the prompt file at that git ref, and there is none. Name it with --prompt FILE; for a file of outputs write --baseline {_baselineRef}.");
        }

        if ((HasCandidate || HasBaseline) && _dataSet is null)
        {
            throw new ConfigurationException("a target needs cases to answer. Name them with --dataset FILE.");
        }

        if (_dataSet is not null && !HasCandidate && !HasBaseline)
        {
            throw new ConfigurationException("--dataset holds cases, and nothing is named that answers them. Name a target of the configuration with --target NAME, or a prompt with --prompt FILE.");
        }

        foreach (string target in new[] { _named, _baselineNamed }.OfType<string>())
        {
            KeyOf(TargetOf(target));
        }
    }

    /// <exception cref="ConfigurationException">A prompt that cannot be read or asks for what a case does not have, a model without price or key.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!HasCandidate && !HasBaseline)
        {
            return;
        }

        DataSet data = await DataSetFile.ReadAsync(_dataSet!, cancellationToken);
        _casesHash = data.Hash;
        _cases = [.. data.Cases.DistinctBy(c => c.Response.Id, StringComparer.Ordinal)];
        TargetSettings? target = _prompt is not null ? OfFile(_prompt) : _named is not null ? TargetOf(_named) : null;
        Candidate = target is null ? null : Ready(target, target.Prompt is null ? null : Read(target.Prompt), Shown(target));
        if (_baselineNamed is not null)
        {
            TargetSettings baseline = TargetOf(_baselineNamed);
            Baseline = Ready(baseline, baseline.Prompt is null ? null : Read(baseline.Prompt), Shown(baseline));
        }
        else if (_baselineRef is not null)
        {
            string path = target!.Prompt ?? throw new ConfigurationException($"--baseline-ref {_baselineRef} means a prompt file at that git ref, and the target {target.Name} has none. Name what it may not fall behind with --baseline or --baseline-target.");
            using GitFile fetched = await GitFile.ShowAsync(_baselineRef, $"./{Path.GetRelativePath(Directory.GetCurrentDirectory(), Located(path)).Replace('\\', '/')}", cancellationToken);
            Baseline = Ready(target, PromptFileReader.ReadOrThrow(Name(path), await File.ReadAllTextAsync(fetched.Path, cancellationToken)), $"git:{_baselineRef}:{Name(path)}");
        }
    }

    /// <summary>Before the first is asked: what was spent on the same answers before counts under the same cap.</summary>
    public async Task OpenBudgetAsync(LedgerStore store, CancellationToken cancellationToken)
    {
        PromptFile[] prompts = [.. new[] { Baseline, Candidate }.Select(t => t?.Prompt).OfType<PromptFile>()];
        if (settings.Money(GateOptions.TargetBudgetUsd) is { } cap && prompts.Length > 0)
        {
            _budget = await TargetBudget.OpenAsync(store, TargetAsking.Of(_casesHash, prompts.Select(p => $"{p.Version} {p.Model}")), cap, clock, cancellationToken);
        }
    }

    /// <summary>Every target was asked for what there is to ask, or none could be any more.</summary>
    public async Task CloseBudgetAsync()
    {
        if (_budget is { } budget)
        {
            budget.IsFinished = _halted is null;
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_budget is { } budget)
        {
            _budget = null;
            await budget.DisposeAsync();
        }
    }

    public async Task<GateSide> AnswerAsync(AskedTarget asked, CancellationToken cancellationToken)
    {
        // Where the other side came to no end, this one need not begin.
        if (_halted is { } why)
        {
            return TargetRun.Unasked(asked.Shown, _cases, why);
        }

        using ITarget target = Open(asked);
        await Console.Error.WriteLineAsync(FormattableString.Invariant($"asking {TerminalText.Clean(asked.Shown)} for {_cases.Count:N0} answers"));
        GateSide side = await new TargetRun(asked.Settings, cache, measures, clock).AnswerAsync(target, asked.Shown, _cases, cancellationToken);
        if (side.CacheTrouble is { } trouble)
        {
            await Console.Error.WriteLineAsync($"assay: answers are not kept: {TerminalText.Clean(trouble)}");
        }

        _halted = side.Halted;
        PromptFile? prompt = asked.Prompt;
        IEnumerable<SourcedResponse> outputs = prompt is null ? side.Outputs
            : side.Outputs.Select(o => o with { Response = new PromptIdentity(prompt.Name, prompt.Version, prompt.Model!.ToString()).Mark(o.Response) });
        return side with
        {
            Prompt = prompt,
            Outputs = await new IntakeRedaction(new Redactor(redaction)).Apply(outputs.ToAsyncEnumerable(), cancellationToken).ToListAsync(cancellationToken),
        };
    }

    /// <summary>Null where it needs none.</summary>
    /// <exception cref="ConfigurationException">The variable that holds it is not set.</exception>
    private static string? KeyOf(TargetSettings target) => target.KeyVariable is not { } variable ? null
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key
        : throw new ConfigurationException($"targets.{target.Name}.key_variable names {variable}, which is not set.");

    private AskedTarget Ready(TargetSettings target, PromptFile? prompt, string shown)
    {
        if (prompt is null)
        {
            return new AskedTarget(target, null, shown);
        }

        prompt = prompt with { Model = target.Model ?? prompt.Model ?? throw new ConfigurationException($"{prompt.Name} names no model that answers with it. Write `model: openai:gpt-4o-mini` into a YAML prompt, or give --target-model MODEL.") };
        prompt.ThrowIfMissing(_cases);
        // A missing price or key is told now, and not after the other side was asked.
        ModelTarget.Open(settings, prompt, target, budget: null, clock).Dispose();
        return new AskedTarget(target, prompt, shown);
    }

    private ITarget Open(AskedTarget asked) => asked switch
    {
        { Prompt: { } prompt } => ModelTarget.Open(settings, prompt, asked.Settings, _budget?.Budget, clock),
        { Settings.Url: not null } => new HttpTarget(asked.Settings, KeyOf(asked.Settings), settings.Folder, clock),
        _ => new CommandTarget(asked.Settings, settings.Folder, clock),
    };

    private TargetSettings OfFile(string path) => new() { Name = path, Prompt = Path.GetRelativePath(settings.Folder, path), Model = ModelOf(settings.Text(GateOptions.TargetModel)) };

    private static ModelReference? ModelOf(string? text) => text is null ? null : ModelReference.TryParse(text) is { IsOffline: false } model ? model
        : throw new ConfigurationException($"--target-model is `{text}`, but must be a model reference such as openai:gpt-4o-mini.");

    private PromptFile Read(string path) => PromptFileReader.ReadOrThrow(Name(path), ReadText(path));

    private string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(Located(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(error is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no prompt file {path}. Name one that is there, such as prompts/answer.yaml."
                : $"the prompt file {path} cannot be read: {error.Message}");
        }
    }

    private string Located(string path) => Path.GetFullPath(Path.Combine(settings.Folder, path));

    private static string Name(string path) => path.Replace('\\', '/');

    private string Shown(TargetSettings target) => target.Name == _prompt ? Name(target.Prompt!) : $"target {target.Name}";

    private TargetSettings TargetOf(string name) => settings.File.Targets.FirstOrDefault(t => t.Name == name)
        ?? throw new ConfigurationException(settings.File.Targets.Count == 0
            ? $"there is no target `{name}`: the configuration has no `targets`. Write for example targets: {{ {name}: {{ url: http://localhost:8080/chat, reply: answer }} }}."
            : $"there is no target `{name}` in the configuration. It has: {string.Join(", ", settings.File.Targets.Select(t => t.Name))}.");
}

/// <summary>A target that is ready to be asked.</summary>
/// <param name="Prompt">With the model that answers; null where no model does.</param>
/// <param name="Shown">As reports call its answers.</param>
internal sealed record AskedTarget(TargetSettings Settings, PromptFile? Prompt, string Shown);
