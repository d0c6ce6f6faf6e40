namespace Assay.Calibrating.Labels;

/// <summary>What people say together of each item.</summary>
/// <param name="Label">The label that most gave, or <see cref="LabelRows.Missing"/> where two are as frequent or nobody labelled.</param>
/// <param name="Mean">The mean of their labels on a numeric scale; null where nobody labelled.</param>
/// <param name="Tied">Items without a majority.</param>
public sealed record Consensus(IReadOnlyList<int> Label, IReadOnlyList<double?> Mean, int Tied)
{
    public static Consensus Of(LabelTable table, IReadOnlyList<int> people)
    {
        var labels = new int[table.Items.Count];
        var means = new double?[table.Items.Count];
        int tied = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            int[] given = [.. people.Select(p => table.Codes[i][p]).Where(c => c >= 0)];
            labels[i] = Majority(given);
            tied += given.Length > 0 && labels[i] < 0 ? 1 : 0;
            means[i] = given.Length > 0 && table.Scale.IsNumeric ? given.Average(g => table.Scale.Values![g]) : null;
        }

        return new Consensus(labels, means, tied);
    }

    /// <summary>The most frequent label; missing where there is none, or more than one.</summary>
    public static int Majority(IReadOnlyList<int> given)
    {
        IGrouping<int, int>[] byCount = [.. given.GroupBy(g => g).OrderByDescending(g => g.Count()).Take(2)];
        return byCount.Length == 0 || (byCount.Length == 2 && byCount[0].Count() == byCount[1].Count()) ? LabelRows.Missing : byCount[0].Key;
    }
}
