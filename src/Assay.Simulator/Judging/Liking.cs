using System.Buffers;

namespace Assay.Simulator.Judging;

/// <summary>What the judge likes in a response beside its quality and its length: marks that can be read from it.</summary>
internal static class Liking
{
    private static readonly SearchValues<string> Markdown = SearchValues.Create(["**", "\n- ", "\n* ", "\n# ", "\n## ", "\n1. "], StringComparison.Ordinal);

    private static readonly SearchValues<string> Crowd = SearchValues.Create(
        ["% of users", "% of the users", "% of people", "everyone agrees", "% der nutzer", "% des utilisateurs", "% de los usuarios"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Authority = SearchValues.Create(
        ["experts", "et al.", "according to a study", "a study by", "expertinnen", "fachleute", "experten", "spécialistes", "expertos"], StringComparison.OrdinalIgnoreCase);

    /// <returns>To be added to the quality, as a share of the scale.</returns>
    public static double Of(ReadOnlySpan<char> output, SimulatorOptions options) =>
        (options.FormatBias != 0 && (output.StartsWith("- ") || output.ContainsAny(Markdown)) ? options.FormatBias : 0)
        + (options.BandwagonBias != 0 && output.ContainsAny(Crowd) ? options.BandwagonBias : 0)
        + (options.AuthorityBias != 0 && output.ContainsAny(Authority) ? options.AuthorityBias : 0);
}
