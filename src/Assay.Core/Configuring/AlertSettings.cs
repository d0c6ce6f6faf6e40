using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;

namespace Assay.Configuring;

/// <summary><c>alerts:</c> in <c>assay.yaml</c>: what is watched.</summary>
public sealed record AlertSettings
{
    public static readonly AlertSettings Usual = new();

    /// <summary>In the order written.</summary>
    public IReadOnlyList<AlertRule> Rules { get; init; } = [];

    /// <summary>The default rules hold too, except those whose name is used for another one or is switched off.</summary>
    public bool HasDefaults { get; init; } = true;

    /// <summary>Names of default rules that do not hold.</summary>
    public IReadOnlyList<string> Off { get; init; } = [];

    /// <summary>Every rule that holds, by name one: the file's before the page's, and these before the defaults.</summary>
    /// <param name="page">Rules that were made on the page.</param>
    public IReadOnlyList<AlertRule> With(IEnumerable<AlertRule> page) =>
    [
        .. Rules.Concat(page).Concat(HasDefaults ? DefaultAlerts.Rules.Where(d => !Off.Contains(d.Name, StringComparer.Ordinal)) : []).DistinctBy(r => r.Name, StringComparer.Ordinal),
    ];
}

/// <summary>What a rule may name. Where nothing is known of something, any name of it is taken.</summary>
public sealed record AlertNames
{
    public static readonly AlertNames Any = new();

    /// <param name="judges">All that there are; null: nobody knows.</param>
    public static AlertNames Of(IEnumerable<Judge>? judges, IReadOnlyList<string> slices, IReadOnlyList<string> receivers) => new()
    {
        Judges = (judges ?? []).ToDictionary(
            j => j.Name, j => (IReadOnlyList<string>)[.. j.Rubric.Overall is null ? Array.Empty<string>() : ["overall"], .. j.Rubric.Criteria.Select(c => c.Name)], StringComparer.Ordinal),
        Slices = slices,
        Receivers = receivers,
    };

    /// <summary>What each judge scores, <c>overall</c> among it; empty: nobody knows.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Judges { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Fields that are declared under <c>slices</c>; null: nobody knows.</summary>
    public IReadOnlyList<string>? Slices { get; init; }

    /// <summary>Those of <c>notify</c>; null: nobody knows.</summary>
    public IReadOnlyList<string>? Receivers { get; init; }
}
