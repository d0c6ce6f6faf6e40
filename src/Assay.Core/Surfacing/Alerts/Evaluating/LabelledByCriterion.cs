using Assay.Calibrating.Labelling;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>What people labelled of a judge's responses.</summary>
internal static class LabelledByCriterion
{
    /// <param name="criterion">Null: every criterion that has labels.</param>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>>> ReadAsync(ILabelRecords labels, string judge, string? criterion, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, IReadOnlyList<LabelledResponse>>(StringComparer.Ordinal);
        string[] criteria = criterion is not null ? [criterion] : [.. (await labels.CountsAsync(cancellationToken)).Where(c => c.Judge == judge).Select(c => c.Criterion).Distinct(StringComparer.Ordinal)];
        foreach (string one in criteria)
        {
            found[one] = await labels.LabelledAsync(new LabelledQuery(judge, one), cancellationToken);
        }

        return found;
    }
}
