using System.Globalization;

namespace Assay.Calibrating.Labels;

/// <summary>The labels that were given, in order where they have one.</summary>
/// <param name="Names">Each once.</param>
/// <param name="Values">One number per label: what it says, or its rank; null: the labels have no order.</param>
/// <param name="IsNumeric">Whether differences of the values mean something, as on 1 to 5; ranks of words have only an order.</param>
public sealed record LabelScale(IReadOnlyList<string> Names, IReadOnlyList<double>? Values, bool IsNumeric)
{
    /// <summary>More labels than this are measurements, not categories.</summary>
    public const int MostCategories = 50;

    private static readonly string[][] KnownOrders = [["fail", "pass"], ["no", "yes"], ["false", "true"], ["bad", "good"], ["incorrect", "correct"], ["wrong", "right"]];

    public const string NoOrder = "the labels are words without an order; --scale LOWEST,...,HIGHEST gives one";

    public const string NoNumbers = "the labels are words: no numbers to calculate with";

    public int Count => Names.Count;

    public bool IsOrdered => Values is not null;

    public bool HasCategories => Count <= MostCategories;

    /// <summary>The scale of labels that were found: numbers by size, words in the order that was declared, or that everybody knows.</summary>
    public static LabelScale Of(IReadOnlyCollection<string> found, IReadOnlyList<string>? declared = null)
    {
        if (declared is not null)
        {
            bool numbers = declared.All(IsNumber);
            return new LabelScale(declared, numbers ? [.. declared.Select(Number)] : [.. declared.Select((_, rank) => (double)rank)], numbers);
        }

        if (found.Count > 0 && found.All(IsNumber))
        {
            string[] sorted = [.. found.OrderBy(Number)];
            return new LabelScale(sorted, [.. sorted.Select(Number)], true);
        }

        if (KnownOrders.FirstOrDefault(order => found.All(f => order.Contains(f, StringComparer.OrdinalIgnoreCase))) is { } known && found.Count > 0)
        {
            string[] sorted = [.. found.OrderBy(f => Array.FindIndex(known, k => k.Equals(f, StringComparison.OrdinalIgnoreCase)))];
            return new LabelScale(sorted, [.. sorted.Select((_, rank) => (double)rank)], false);
        }

        return new LabelScale([.. found.Order(StringComparer.Ordinal)], null, false);
    }

    public int IndexOf(string label)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(label, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool IsNumber(string text) => TryNumber(text, out _);

    /// <summary>Numbers in one spelling, so that 1 and 1.0 are one label; other texts trimmed.</summary>
    public static string Normalise(string text) =>
        TryNumber(text, out double number) ? (number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture) : text.Trim();

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
