using Assay.Scoring.Serving;
using Assay.Server.Dashboard.Figures;
using Assay.Surfacing;
using Assay.Surfacing.Comparing;
using Assay.Surfacing.Regressions;

namespace Assay.Server.Dashboard.Pages;

/// <summary>Two sets of scores of one judge version against each other: a range and the one before it, since a release and before, or two values of a field.</summary>
public sealed record CompareModel
{
    /// <summary>A difference of less than this share of the scale is seldom worth a decision.</summary>
    private const double WorthSeeing = 0.025;

    public required IReadOnlyList<string> Judges { get; init; }

    public required string? Judge { get; init; }

    public required string? JudgeVersion { get; init; }

    /// <summary>What was asked for and is not shown, in words.</summary>
    public string? Notice { get; init; }

    /// <summary>Releases in the order in which they were first judged.</summary>
    public required IReadOnlyList<string> Releases { get; init; }

    /// <summary>What the two sides are, in words.</summary>
    public required (string First, string Second) Sides { get; init; }

    public required IReadOnlyList<Row> Criteria { get; init; }

    /// <summary>By field and value, the clearest change first; none where two values are compared.</summary>
    public required IReadOnlyList<Row> Slices { get; init; }

    internal static Task<CompareModel> ReadAsync(ServiceState state, View view, string? since, (string A, string B)? releases, CancellationToken cancellationToken) =>
        ReadAsync(state.Ledger, view, since, releases, cancellationToken);

    public static async Task<CompareModel> ReadAsync(ILedgerFigures ledger, View view, string? since, (string A, string B)? releases, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> all = await ledger.RollupsAsync(new RollupQuery(view.Period.Before, view.Period.To), cancellationToken);
        string[] judges = [.. all.Select(r => r.Judge).Distinct().Order(StringComparer.Ordinal)];
        string? judge = view.Judge is { } asked && judges.Contains(asked) ? asked : judges.FirstOrDefault();
        string? version = all.Where(r => r.Judge == judge && r.Scored > 0).MaxBy(r => r.VersionSince)?.JudgeVersion;
        IReadOnlyList<KnownRelease> known = judge is null ? [] : await Surfacing.Releases.ReadAsync(ledger, judge, view.Period.To, cancellationToken);

        async Task<IReadOnlyList<Rollup>> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? by) =>
            [.. (await ledger.RollupsAsync(new RollupQuery(from, to) { Judge = judge, By = by }, cancellationToken)).Where(r => r.JudgeVersion == version)];

        if (releases is var (a, b))
        {
            IReadOnlyList<Rollup> ofA = await OfReleaseAsync(ledger, judge, known, a, view.Period.To, cancellationToken);
            IReadOnlyList<Rollup> ofB = await OfReleaseAsync(ledger, judge, known, b, view.Period.To, cancellationToken);
            string? both = ofB.OrderByDescending(r => r.VersionSince).FirstOrDefault(r => ofA.Any(x => x.JudgeVersion == r.JudgeVersion))?.JudgeVersion;
            return new CompareModel
            {
                Judges = judges,
                Judge = judge,
                JudgeVersion = both ?? version,
                Releases = [.. known.Select(r => r.Name)],
                Notice = both is null && ofA.Count > 0 && ofB.Count > 0
                    ? $"Release {a} was judged by version {string.Join(", ", ofA.Select(r => r.JudgeVersion))} of {judge}, release {b} by {string.Join(", ", ofB.Select(r => r.JudgeVersion))}: scores of two versions are never compared. `assay rejudge` has what came earlier judged again."
                    : null,
                Sides = ($"release {a}", $"release {b}"),
                Slices = [],
                Criteria = Between([.. ofA.Where(r => r.JudgeVersion == both)], [.. ofB.Where(r => r.JudgeVersion == both)]),
            };
        }

        // Since a release: as long before it as it has been out.
        DateTimeOffset? begun = known.Where(r => r.Name == since).Select(r => (DateTimeOffset?)r.Begin).FirstOrDefault();
        DateTimeOffset middle = begun ?? view.Period.From;
        DateTimeOffset begin = begun is { } at ? at - (view.Now - at) : view.Period.Before;
        var rows = new List<Row>();
        IReadOnlyList<Row> criteria = judge is null ? [] : CriteriaOf(await ReadAsync(begin, middle, null), await ReadAsync(middle, view.Period.To, null));
        foreach (string field in judge is null ? [] : (await ledger.SliceFieldsAsync(cancellationToken)).Where(f => f != "release"))
        {
            IReadOnlyList<Rollup> before = await ReadAsync(begin, middle, field);
            IReadOnlyList<Rollup> after = await ReadAsync(middle, view.Period.To, field);
            criteria = [.. criteria.Select(c => WithMix(c, before, after))];
            rows.AddRange(
                from r in after
                where r.Value is not null
                let earlier = before.FirstOrDefault(x => x.Value == r.Value)
                where earlier?.Main?.N >= Figure.FewestForMean && r.Main?.N >= Figure.FewestForMean
                select Compared($"{field}:{r.Value}", earlier.Main!, r.Main!));
        }

        IReadOnlyList<Row> compared = Adjusted([.. criteria, .. rows]);
        return new CompareModel
        {
            Judges = judges,
            Judge = judge,
            JudgeVersion = version,
            Releases = [.. known.Select(r => r.Name)],
            Notice = view.Judge is { } other && judge is not null && other != judge ? $"There are no scores of a judge {other} in this range; {judge} is shown."
                : since is not null && begun is null ? $"No release {since} was judged by {judge}; the range is compared with the one before."
                : null,
            Sides = begun is null ? ($"the {view.Range} before", $"the last {view.Range}") : ($"as long before {since}", $"since {since}"),
            Criteria = [.. compared.Take(criteria.Count)],
            Slices = [.. compared.Skip(criteria.Count).OrderByDescending(r => Math.Abs(r.Change.Value) / (r.Change.High - r.Change.Low ?? double.PositiveInfinity))],
        };
    }

    /// <summary>Every criterion that both have scores of, of one judge version.</summary>
    public static IReadOnlyList<Row> Between(IReadOnlyList<Rollup> first, IReadOnlyList<Rollup> second) => Adjusted(CriteriaOf(first, second));

    private static IReadOnlyList<Row> CriteriaOf(IReadOnlyList<Rollup> first, IReadOnlyList<Rollup> second) =>
    [
        .. from after in second.SelectMany(r => r.Scores)
           let before = first.SelectMany(r => r.Scores).FirstOrDefault(s => s.Criterion == after.Criterion)
           where before is not null
           select Compared(after.Criterion, before, after),
    ];

    private static Row Compared(string name, ScoreHistogram before, ScoreHistogram after)
    {
        Difference change = Difference.Between(before, after)!;
        double? detectable = Difference.Detectable(before, after);
        double worth = WorthSeeing * (after.Max - after.Min);
        long? needed = detectable > worth ? (long)Math.Ceiling(Math.Min(before.N, after.N) * Math.Pow(detectable.Value / worth, 2)) : null;
        return new Row(name, before, after, change, detectable, needed) { Contrast = Contrast.Between(before, after) };
    }

    private static async Task<IReadOnlyList<Rollup>> OfReleaseAsync(ILedgerFigures ledger, string? judge, IReadOnlyList<KnownRelease> known, string name, DateTimeOffset to, CancellationToken cancellationToken) =>
        known.FirstOrDefault(r => r.Name == name) is { } release
            ? [.. (await ledger.RollupsAsync(release.Scores(to) with { Judge = judge }, cancellationToken)).Where(r => r.Scored > 0)]
            : [];

    /// <summary>By the field of which most of a change may come.</summary>
    private static Row WithMix(Row row, IReadOnlyList<Rollup> before, IReadOnlyList<Rollup> after)
    {
        Dictionary<string, ScoreHistogram> earlier = ByValue(before);
        Dictionary<string, ScoreHistogram> later = ByValue(after);
        double? mix = MixShift.Of(row.Before, row.After, earlier.Keys.Union(later.Keys).Select(v => (earlier.GetValueOrDefault(v), later.GetValueOrDefault(v))))?.Points;
        return mix is { } points && !(Math.Abs(points) <= Math.Abs(row.Mix ?? 0)) ? row with { Mix = points } : row with { Mix = row.Mix ?? mix };

        Dictionary<string, ScoreHistogram> ByValue(IReadOnlyList<Rollup> rollups) =>
            rollups.Where(r => r.Value is not null).SelectMany(r => r.Scores.Where(s => s.Criterion == row.Name), (r, s) => (r.Value!, s)).ToDictionary();
    }

    private static IReadOnlyList<Row> Adjusted(IReadOnlyList<Row> rows) =>
        [.. rows.Zip(FalseDiscovery.Adjusted([.. rows.Select(r => r.Contrast?.P ?? 1)]), (row, q) => row with { Q = q })];

    /// <param name="Detectable">What these samples would find four times in five.</param>
    /// <param name="Needed">Scores on each side to find a difference of 2.5 % of the scale; null where there are enough.</param>
    public sealed record Row(string Name, ScoreHistogram Before, ScoreHistogram After, Difference Change, double? Detectable, long? Needed)
    {
        /// <summary>Null where scores were drawn with different probabilities.</summary>
        public Contrast? Contrast { get; init; }

        /// <summary>The part of the difference that comes from other kinds of responses; null where it is not known.</summary>
        public double? Mix { get; init; }

        /// <summary>Of the test by ranks, over all rows: the share of false ones among those with at most this value.</summary>
        public double Q { get; init; } = 1;

        public string Verdict => Change.IsClear ? (Change.Value > 0 ? "better" : "worse")
            : Change.Low is null || Needed is not null ? "not enough data"
            : "no clear difference";
    }
}
