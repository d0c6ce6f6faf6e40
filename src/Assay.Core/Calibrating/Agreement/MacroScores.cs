namespace Assay.Calibrating.Agreement;

/// <summary>Precision, recall and F1, averaged over the labels that the truth or the judge uses; a label never given has precision 0, one never true recall 0.</summary>
public static class MacroScores
{
    public static Statistic Precision(ConfusionMatrix matrix) => Average(matrix, (m, c) => Ratio(m[c, c], m.Columns[c]));

    public static Statistic Recall(ConfusionMatrix matrix) => Average(matrix, (m, c) => Ratio(m[c, c], m.Rows[c]));

    public static Statistic F1(ConfusionMatrix matrix) => Average(matrix, (m, c) => Ratio(2 * m[c, c], m.Rows[c] + m.Columns[c]));

    private static Statistic Average(ConfusionMatrix matrix, Func<ConfusionMatrix, int, double> of)
    {
        double sum = 0;
        int used = 0;
        for (int c = 0; c < matrix.Size; c++)
        {
            if (matrix.Rows[c] + matrix.Columns[c] > 0)
            {
                sum += of(matrix, c);
                used++;
            }
        }

        return used == 0 ? Statistic.Undefined("no item was labelled by both") : Statistic.Of(sum / used);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
