using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>How often one rater gave each label where the other gave each: rows are the first rater, or the truth; columns the second.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    public ConfusionMatrix(long[,] counts)
    {
        _counts = counts;
        Size = counts.GetLength(0);
        Rows = new long[Size];
        Columns = new long[Size];
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                Rows[i] += counts[i, j];
                Columns[j] += counts[i, j];
                N += counts[i, j];
            }

            Agreed += counts[i, i];
        }
    }

    public int Size { get; }

    public long N { get; }

    /// <summary>On the diagonal.</summary>
    public long Agreed { get; }

    public long[] Rows { get; }

    public long[] Columns { get; }

    public long this[int first, int second] => _counts[first, second];

    /// <param name="first">The column of the first rater; items that one of the two did not label are left out.</param>
    public static ConfusionMatrix Of(LabelRows rows, int[] counts, int first = 0, int second = 1)
    {
        var matrix = new long[rows.Scale.Count, rows.Scale.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0 && rows.Distinct[i][first] is >= 0 and var a && rows.Distinct[i][second] is >= 0 and var b)
            {
                matrix[a, b] += counts[i];
            }
        }

        return new ConfusionMatrix(matrix);
    }
}
