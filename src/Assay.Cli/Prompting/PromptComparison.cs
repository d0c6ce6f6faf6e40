using Assay.Collecting;
using Assay.Configuring;
using Assay.Gating;
using Assay.Gating.History;
using Assay.Gating.Looking;
using Assay.Gating.Prompts;
using Assay.Gating.Statistics;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;

namespace Assay.Cli.Prompting;

/// <summary>
/// Two prompt versions against each other: case by case where both were gated, else by what was scored of responses that name
/// their version.
/// </summary>
internal static class PromptComparison
{
    /// <exception cref="ConfigurationException">A version that is not known, or two that no judge version has in common.</exception>
    public static async Task<CompareModel> ReadAsync(ILedgerQueries ledger, (string Before, string After) versions, string? judge, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredPrompt> known = await ledger.PromptsAsync(cancellationToken);
        return PromptScores.Find(known, versions.Before) is { } before && PromptScores.Find(known, versions.After) is { } after
            ? await OfRunsAsync(ledger, before, after, judge, cancellationToken)
            : await OfSliceAsync(ledger, versions, known, judge, cancellationToken);
    }

    private static async Task<CompareModel> OfRunsAsync(ILedgerQueries ledger, StoredPrompt before, StoredPrompt after, string? judge, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredRun> runs = await ledger.Gates.RunsAsync(new RunQuery { Numbers = [.. before.Runs, .. after.Runs] }, cancellationToken);
        IReadOnlyList<PromptScores> first = await PromptScores.ReadAsync(ledger, before, runs, judge, cancellationToken);
        IReadOnlyList<PromptScores> second = await PromptScores.ReadAsync(ledger, after, runs, judge, cancellationToken);
        (PromptScores a, PromptScores b) = second.SelectMany(s => first.Where(f => f.Run.Key.JudgeVersion == s.Run.Key.JudgeVersion), (s, f) => (f, s)).FirstOrDefault();
        if (a is null)
        {
            throw new ConfigurationException($"no judge version has scored both {before.Version} and {after.Version}{(judge is null ? "" : $" under the name {judge}")}. `assay gate --prompt {after.Name} --baseline-ref REF` has both judged.");
        }

        GateScale[] scales = [.. b.Account.Scores.Select(s => new GateScale(s.Criterion, s.Min, s.Max, s.Labels.Count == 2))];
        IReadOnlyList<GateCase> cases = new CasePairing(scales, new GateTerms(), samples: 1)
            .Pair(await OutputsAsync(ledger, b.Run.Key, cancellationToken), await OutputsAsync(ledger, a.Run.Key, cancellationToken));
        return Model(b.Run.Judge, b.Run.JudgeVersion, ($"prompt {before.Version}", $"prompt {after.Version}"), [.. scales.Select(s => Row(cases, s)).OfType<CompareModel.Row>()]);
    }

    /// <summary>Null where no case was scored on both sides.</summary>
    private static CompareModel.Row? Row(IReadOnlyList<GateCase> cases, GateScale scale)
    {
        Shift? shift = Comparison.WithBaseline(cases, scale, scale.UsualMargin, ComparisonTest.Once(Shift.Level)).Shift;
        return shift is null ? null : new CompareModel.Row(
            scale.Criterion, Histogram(cases, scale, c => c.Baseline), Histogram(cases, scale, c => c.Candidate),
            new Difference(shift.Value, shift.Low, shift.High, shift.N), shift.Detectable, shift.NeededFor(scale.UsualMargin) is { } needed && needed > shift.N ? needed : null);
    }

    private static ScoreHistogram Histogram(IReadOnlyList<GateCase> cases, GateScale scale, Func<GateCase, GateAnswer?> side) => new(
        scale.Criterion, scale.Min, scale.Max,
        [
            .. cases.Where(c => c.Baseline?.Score(scale.Criterion) is not null && c.Candidate?.Score(scale.Criterion) is not null).Select(c => side(c)!.Score(scale.Criterion)!.Value)
                .GroupBy(s => s).OrderBy(g => g.Key).Select(g => new ScoreCount(g.Key, g.Count())),
        ]);

    private static async Task<List<JudgedOutput>> OutputsAsync(ILedgerQueries ledger, RunKey run, CancellationToken cancellationToken)
    {
        var outputs = new List<JudgedOutput>();
        await foreach (ResultRow row in ledger.ResultsAsync(run, cancellationToken))
        {
            outputs.Add(new JudgedOutput(UnkeptContent.Read(System.Text.Encoding.UTF8.GetBytes(row.Body), outputs.Count), [row with { Body = "" }]));
        }

        return outputs;
    }

    /// <summary>Of responses that name their version, as those of a service do.</summary>
    private static async Task<CompareModel> OfSliceAsync(ILedgerQueries ledger, (string Before, string After) versions, IReadOnlyList<StoredPrompt> known, string? judge, CancellationToken cancellationToken)
    {
        var ever = new RollupQuery(DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow().AddHours(1)) { Judge = judge };

        async Task<IReadOnlyList<Rollup>> OfAsync(string version)
        {
            IReadOnlyList<Rollup> found = [.. (await ledger.RollupsAsync(ever with { Slice = (PromptIdentity.VersionField, version) }, cancellationToken)).Where(r => r.Scored > 0)];
            return found.Count > 0 ? found : throw new ConfigurationException(
                $"nothing was scored of a prompt version {version}. {(known.Count == 0 ? "None was gated" : $"Gated were: {string.Join(", ", known.Select(k => $"{k.Version} ({k.Name})").Take(20))}")}; of responses that name theirs as {PromptIdentity.VersionField}, figures are kept where assay.yaml has slices: [{PromptIdentity.VersionField}].");
        }

        IReadOnlyList<Rollup> before = await OfAsync(versions.Before);
        IReadOnlyList<Rollup> after = await OfAsync(versions.After);
        Rollup? now = after.OrderByDescending(r => r.VersionSince).FirstOrDefault(r => before.Any(b => b.Judge == r.Judge && b.JudgeVersion == r.JudgeVersion));
        return now is null
            ? throw new ConfigurationException($"no judge version has scored both {versions.Before} and {versions.After}, and scores of two versions are never compared. `assay rejudge` has what came earlier judged again.")
            : Model(now.Judge, now.JudgeVersion, ($"prompt {versions.Before}", $"prompt {versions.After}"), CompareModel.Between([.. before.Where(r => r.Judge == now.Judge && r.JudgeVersion == now.JudgeVersion)], [now]));
    }

    private static CompareModel Model(string judge, string version, (string, string) sides, IReadOnlyList<CompareModel.Row> criteria) => new()
    {
        Judges = [judge], Judge = judge, JudgeVersion = version, Releases = [], Sides = sides, Slices = [], Criteria = criteria,
    };
}
