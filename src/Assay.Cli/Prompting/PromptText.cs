using System.Globalization;
using Assay.Surfacing;

namespace Assay.Cli.Prompting;

/// <summary>Figures of prompt versions, for people.</summary>
internal static class PromptText
{
    public static string Estimate(Estimate mean) => string.Create(
        CultureInfo.InvariantCulture,
        $"{mean.Mean:0.00}{(mean is { Low: { } low, High: { } high } ? $" ({low:0.00} to {high:0.00})" : "")}, n {mean.N:N0}");
}
