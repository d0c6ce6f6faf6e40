using System.Globalization;
using Assay.Surfacing;

namespace Assay.Server.Dashboard.Figures;

/// <summary>Numbers as people read them, the same everywhere.</summary>
public static class Figure
{
    /// <summary>Below it a mean says little, and is shown grey.</summary>
    public const long FewestForMean = MinimumSample.ForMean;

    public static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Shares as per cents, other scales with two digits.</summary>
    public static string Score(double value, ScoreHistogram scale) => IsShare(scale) ? Percent(value) : Score(value);

    public static string Score(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A margin, or what can be seen: small ones are told apart.</summary>
    public static string Distance(double value) => value.ToString("0.00#", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString(share is > 0.001 and < 0.999 ? "0.0" : "0.#", CultureInfo.InvariantCulture) + " %";

    public static string Signed(double value, ScoreHistogram scale) =>
        IsShare(scale) ? (value * 100).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) + " pp" : Signed(value);

    public static string Signed(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    public static string Usd(decimal usd) => "$" + usd.ToString(usd >= 1 ? "N2" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>For coordinates.</summary>
    public static string At(double x) => x.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Ago(TimeSpan age) => age.TotalSeconds < 90 ? $"{age.TotalSeconds:0} s"
        : age.TotalMinutes < 90 ? $"{age.TotalMinutes:0} min"
        : age.TotalHours < 36 ? $"{age.TotalHours:0} h"
        : $"{age.TotalDays:0} days";

    /// <summary>The mean is the share that passed.</summary>
    public static bool IsPassFail(ScoreHistogram scale) => scale.Labels is [{ Name: "fail", Value: 0 }, { Name: "pass", Value: 1 }];

    /// <summary>What the labels of a scale count; nothing on a scale of numbers.</summary>
    public static string Legend(ScoreHistogram scale) => scale.Labels.Count == 0 || IsPassFail(scale) ? ""
        : $" {string.Join(", ", scale.Labels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} = {l.Value}")))}.";

    private static bool IsShare(ScoreHistogram scale) => scale.Min == 0 && scale.Max == 1;
}
