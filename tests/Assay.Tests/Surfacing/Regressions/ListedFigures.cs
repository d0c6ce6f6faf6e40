using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Tests.Surfacing.Regressions;

/// <summary>What a list of verdicts says, as a ledger would tell it.</summary>
internal sealed class ListedFigures : ILedgerFigures
{
    private readonly List<Said> _said = [];

    public List<AnnouncedRelease> Announced { get; } = [];

    public List<string> Fields { get; } = ["release"];

    /// <summary>So many scores an hour, drawn from a population, from one hour on.</summary>
    public ListedFigures Add(Random random, DateTimeOffset from, int hours, int perHour, Said like, Population population)
    {
        for (int hour = 0; hour < hours; hour++)
        {
            _said.AddRange(Enumerable.Range(0, perHour).Select(_ => like with { At = from.AddHours(hour), Scores = [population.Next(random)] }));
        }

        return this;
    }

    public ListedFigures Add(IEnumerable<Said> said)
    {
        _said.AddRange(said);
        return this;
    }

    public Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken)
    {
        DateTimeOffset from = Hour(query.From, 1);
        return Task.FromResult<IReadOnlyList<Rollup>>(
        [
            .. _said.Where(s => s.At >= from && s.At < query.To && (query.Judge is null || s.Judge == query.Judge))
                .Where(s => query.Slice is not var (field, value) || s[field] == value)
                .Where(s => query.By is null || s[query.By] is not null)
                .GroupBy(s => (s.Judge, s.Version, Begin: query.Hours is { } hours ? Hour(s.At, hours) : query.From, Value: query.By is null ? null : s[query.By]))
                .OrderBy(g => g.Key.Begin).ThenBy(g => g.Key.Version, StringComparer.Ordinal)
                .Select(g => new Rollup
                {
                    Judge = g.Key.Judge,
                    JudgeVersion = g.Key.Version,
                    VersionSince = _said.Where(s => s.Version == g.Key.Version).Min(s => s.At),
                    Begin = g.Key.Begin,
                    Value = g.Key.Value,
                    Scored = g.Count(),
                    Scores = query.OutcomesOnly ? [] : [.. Enumerable.Range(0, g.First().Scores.Length).Select(i => Scored.Of(g.Select(s => s.Scores[i])) with { Criterion = i == 0 ? "overall" : $"criterion{i}" })],
                }),
        ]);
    }

    public Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(Fields);

    public Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AnnouncedRelease>>(Announced);

    public Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Assay.Surfacing.Causes.Texts.Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static DateTimeOffset Hour(DateTimeOffset time, int hours) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / (3600 * hours) * 3600 * hours);
}

/// <summary>One verdict.</summary>
internal sealed record Said(string? Release, string? Route = null)
{
    public DateTimeOffset At { get; init; }

    public string Judge { get; init; } = "quality";

    public string Version { get; init; } = "v1";

    /// <summary>The main score first.</summary>
    public double[] Scores { get; init; } = [];

    public string? this[string field] => field switch
    {
        "release" => Release,
        "route" => Route,
        _ => null,
    };
}
