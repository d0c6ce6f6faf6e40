using Assay.Surfacing.Alerts;

namespace Assay.Surfacing.Causes;

/// <summary>What is to be explained.</summary>
/// <param name="Judge">Null: the one that scored most.</param>
/// <param name="Release">Since this release was first judged, against as long before; <c>latest</c>: the one that came last. Null: the range, against the one before it.</param>
public sealed record CauseQuestion(string? Judge, string? Release, Period Range)
{
    public const string Latest = "latest";

    /// <inheritdoc cref="ObservationQuery.Fields"/>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Null: the judge's main score.</summary>
    public string? Criterion { get; init; }

    /// <summary>Only responses that have all of these: what is explained within a cause.</summary>
    public IReadOnlyList<Facet> Within { get; init; } = [];

    /// <summary>What explains an incident: the scores, the time and the slice that opened it.</summary>
    /// <returns>Null where it is no question of scores.</returns>
    public static CauseQuestion? Of(Incident incident)
    {
        (AlertSubject subject, DateTimeOffset from, DateTimeOffset to) = (incident.Subject, incident.Opening.From, incident.Opening.To);
        return subject.Kind is not ("mean" or "drop" or "bad_share") ? null : new CauseQuestion(subject.Judge, subject.Release, new Period(from, to, from - (to - from), to))
        {
            Criterion = subject.Criterion,
            Within = subject.Slice is { } slice ? [slice] : [],
        };
    }

    /// <summary>Reads <c>route=refunds,language=de</c>. A comma that no field comes after belongs to the value before it.</summary>
    /// <returns>Null where it is not of this form.</returns>
    public static IReadOnlyList<Facet>? ReadWithin(string text)
    {
        var facets = new List<Facet>();
        foreach (string part in text.Split(','))
        {
            switch (part.Split('=', 2))
            {
                case [var field, { Length: > 0 } value] when field.Trim().Length > 0:
                    facets.Add(new Facet(field.Trim(), value));
                    break;
                case [var more] when facets.Count > 0:
                    facets[^1] = facets[^1] with { Value = $"{facets[^1].Value},{more}" };
                    break;
                default:
                    return null;
            }
        }

        return facets;
    }
}
