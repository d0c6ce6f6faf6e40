using Assay.Scoring.Judging;

namespace Assay.Calibrating.Anchors;

/// <summary>Reads how judges stand on their anchors.</summary>
public static class AnchorReport
{
    /// <returns>Of those judges that have anchors.</returns>
    public static async Task<IReadOnlyList<AnchorStatus>> ReadAsync(IAnchorRecords records, IEnumerable<Judge> judges, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<AnchorStatus>();
        foreach (Judge judge in judges.Where(j => j.Terms.Anchors is not null))
        {
            IReadOnlyList<StoredAnchorReading> readings = await records.ReadingsAsync(new AnchorQuery(judge.Name, judge.Terms.Anchors!.Set.Version), cancellationToken);
            found.Add(AnchorStatus.Of(judge, readings, now)!);
        }

        return found;
    }
}
