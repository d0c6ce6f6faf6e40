using System.Globalization;
using Assay.Cli.Output;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Gating.History;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Gating;

/// <summary>Finds the two sides that an invocation names: files, files in git, runs of the ledger, or what a target answers.</summary>
internal sealed class GateSides(Settings settings, RedactionRules redaction, GateTargets targets)
{
    private const string GitPrefix = "git:";
    private const string PinPrefix = "pin:";

    private readonly string? _outputs = settings.Text(GateOptions.Outputs);
    private readonly string? _baselineOutputs = settings.Text(GateOptions.BaselineOutputs);
    private readonly string? _baseline = settings.Text(GateOptions.Baseline);

    /// <exception cref="ConfigurationException">Too little is named, or too much.</exception>
    public void ThrowUnlessNamed()
    {
        if (_outputs is null && !targets.HasCandidate)
        {
            throw new ConfigurationException("there is nothing to gate. Name the outputs of your application with --outputs FILE, or have them made with --dataset FILE and --target NAME or --prompt FILE.");
        }

        if (_outputs is not null && targets.HasCandidate)
        {
            throw new ConfigurationException("--outputs and a target are both given, but one thing is gated. Leave one out.");
        }

        string[] baselines = [.. new[] { GateOptions.BaselineOutputs, GateOptions.Baseline, GateOptions.BaselineTarget, GateOptions.BaselineRef }.Where(o => settings.Text(o) is not null).Select(o => o.Name)];
        if (baselines.Length > 1)
        {
            throw new ConfigurationException($"{string.Join(" and ", baselines)} are given, but there is one baseline. Leave the others out.");
        }

        targets.ThrowUnlessNamed();
    }

    public Task<GateSide> CandidateAsync(CancellationToken cancellationToken) =>
        _outputs is not null ? GateSide.ReadAsync(_outputs, _outputs, redaction, cancellationToken) : targets.AnswerAsync(targets.Candidate!, cancellationToken);

    /// <summary>Null where none is named.</summary>
    public async Task<GateSide?> BaselineAsync(LedgerStore store, Judge judge, CancellationToken cancellationToken)
    {
        if (targets.Baseline is { } asked)
        {
            return await targets.AnswerAsync(asked, cancellationToken);
        }

        if (_baseline?.StartsWith(PinPrefix, StringComparison.Ordinal) == true)
        {
            return await OfRunAsync(store, judge, await PinnedAsync(store, _baseline[PinPrefix.Length..], cancellationToken), cancellationToken);
        }

        if (_baseline is not null && long.TryParse(_baseline, NumberStyles.None, CultureInfo.InvariantCulture, out long run))
        {
            return await OfRunAsync(store, judge, run, cancellationToken);
        }

        if (_baseline is not null || _baselineOutputs?.StartsWith(GitPrefix, StringComparison.Ordinal) == true)
        {
            (string reference, string path) = _baseline is null ? Split(_baselineOutputs!) : (_baseline, SameFile(_baseline));
            using GitFile fetched = await GitFile.ShowAsync(reference, path, cancellationToken);
            return await GateSide.ReadAsync($"{GitPrefix}{reference}:{path}", fetched.Path, redaction, cancellationToken);
        }

        return _baselineOutputs is null ? null : await GateSide.ReadAsync(_baselineOutputs, _baselineOutputs, redaction, cancellationToken);
    }

    private string SameFile(string reference) => _outputs is not null
        ? $"./{Path.GetRelativePath(Directory.GetCurrentDirectory(), _outputs).Replace('\\', '/')}"
        : throw new ConfigurationException($"--baseline {reference} means the file of --outputs at that git ref, and there are no --outputs. Write --baseline-outputs git:{reference}:PATH.");

    private async Task<GateSide> OfRunAsync(LedgerStore store, Judge judge, long number, CancellationToken cancellationToken)
    {
        await using ILedgerQueries queries = await store.QueryAsync(cancellationToken);
        StoredRun? latest = await queries.Gates.RunsAsync(new RunQuery { AtMost = 1 }, cancellationToken) is [var last, ..] ? last : null;
        StoredRun run = await queries.Gates.RunsAsync(new RunQuery { Numbers = [number] }, cancellationToken) is [var found, ..] ? found
            : throw new ConfigurationException($"there is no run {number} in {store.Shown}{(latest is not null ? $": `assay runs` lists those there are; the last is {latest.Key.Run}" : "")}. A file can be the baseline too: --baseline-outputs FILE.");
        if (run.JudgeVersion != judge.Version && !judge.IsPairwise)
        {
            string others = $"run {number} was judged by {TerminalText.Clean(run.Judge)}, version {run.JudgeVersion}, and scores of two judge versions cannot be compared";
            if (settings.Flag(GateOptions.NoRescore))
            {
                throw new ConfigurationException($"{others}. Without --no-rescore its outputs are judged again by {judge.Name}, version {judge.Version}.");
            }

            await Console.Error.WriteLineAsync(FormattableString.Invariant($"assay: {others}: its {run.Responses:N0} outputs are judged again by {judge.Name}, version {judge.Version}."));
        }

        return (await GateSide.OfRunAsync(queries, run, cancellationToken)) with { IsRescored = run.JudgeVersion != judge.Version && !judge.IsPairwise };
    }

    private static async Task<long> PinnedAsync(LedgerStore store, string name, CancellationToken cancellationToken)
    {
        await using ILedgerQueries queries = await store.QueryAsync(cancellationToken);
        IReadOnlyList<PinnedBaseline> pins = await queries.Gates.PinsAsync(cancellationToken);
        return pins.FirstOrDefault(p => p.Name == name)?.Run ?? throw new ConfigurationException(
            $"no run is pinned as `{name}` in {store.Shown}{(pins.Count > 0 ? $"; there are: {string.Join(", ", pins.Select(p => p.Name))}" : "")}. Pin one with `assay runs pin RUN --as {(PinnedBaseline.IsName(name) ? name : PinnedBaseline.UsualName)}`.");
    }

    private static (string Reference, string Path) Split(string git) => git[GitPrefix.Length..].Split(':', 2) is [var reference, var path]
        ? (reference, path)
        : throw new ConfigurationException($"--baseline-outputs is `{git}`. A file in git is named git:REF:PATH, such as git:main:eval/outputs.jsonl.");
}
