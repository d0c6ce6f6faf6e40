using Assay.Surfacing.Causes;

namespace Assay.Surfacing.Regressions;

/// <summary>Reads how much of a change between two times comes from other kinds of responses coming in. Each field is read once, and only when asked.</summary>
internal sealed class MixReading(RegressionFigures figures, RegressionQuestion question, (DateTimeOffset From, DateTimeOffset To) before, (DateTimeOffset From, DateTimeOffset To) after)
{
    private (Rollup? After, IReadOnlyList<(string Name, IReadOnlyList<Rollup> Before, IReadOnlyList<Rollup> After)> Fields)? _read;

    /// <summary>
    /// By the field whose mix explains most of a fall: what no field's mix explains is left. Null where no field is declared, and of
    /// a slice, which is not split further.
    /// </summary>
    /// <param name="earlier">All scores of the time before, of one criterion.</param>
    public async Task<MixShift?> ReadAsync(ScoreHistogram earlier, CancellationToken cancellationToken)
    {
        if (question.Slice is not null)
        {
            return null;
        }

        (Rollup? whole, var fields) = await FieldsAsync(cancellationToken);
        return Of(whole, earlier.Criterion) is not { } later ? null : (
            from field in fields
            let first = field.Before.Where(r => r.Value is not null).ToDictionary(r => r.Value!, r => Of(r, earlier.Criterion))
            let second = field.After.Where(r => r.Value is not null).ToDictionary(r => r.Value!, r => Of(r, earlier.Criterion))
            let shift = MixShift.Of(earlier, later, first.Keys.Union(second.Keys).Select(v => (first.GetValueOrDefault(v), second.GetValueOrDefault(v))))
            where shift is not null
            orderby shift.Points
            select shift).FirstOrDefault();
    }

    /// <summary>Every value of every field that has scores before and after, by criterion.</summary>
    public async Task<IReadOnlyList<(Facet Slice, ScoreHistogram Before, ScoreHistogram After)>> SlicesAsync(CancellationToken cancellationToken) =>
    [
        .. from field in (await FieldsAsync(cancellationToken)).Fields
           from later in field.After
           from scores in later.Scores
           let earlier = Of(field.Before.FirstOrDefault(r => r.Value == later.Value), scores.Criterion)
           where later.Value is not null && earlier is not null
           select (new Facet(field.Name, later.Value!), earlier, scores),
    ];

    private static ScoreHistogram? Of(Rollup? rollup, string criterion) => rollup?.Scores.FirstOrDefault(s => s.Criterion == criterion);

    private async Task<(Rollup? After, IReadOnlyList<(string Name, IReadOnlyList<Rollup> Before, IReadOnlyList<Rollup> After)> Fields)> FieldsAsync(CancellationToken cancellationToken)
    {
        if (_read is { } read)
        {
            return read;
        }

        (RollupQuery earlier, RollupQuery later) = (new RollupQuery(before.From, before.To), new RollupQuery(after.From, after.To));
        var fields = new List<(string, IReadOnlyList<Rollup>, IReadOnlyList<Rollup>)>();
        foreach (string field in figures.Fields)
        {
            fields.Add((field, await figures.ReadAsync(earlier with { By = field }, cancellationToken), await figures.ReadAsync(later with { By = field }, cancellationToken)));
        }

        _read = (fields.Count > 0 && await figures.ReadAsync(later, cancellationToken) is [var whole, ..] ? whole : null, fields);
        return _read.Value;
    }
}
