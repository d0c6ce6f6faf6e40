using System.Globalization;
using Assay.Scoring.Spending;

namespace Assay.Cli.Output;

/// <summary>What was given up to make a budget last, for people.</summary>
internal static class GivenUpText
{
    /// <returns>The rest of a sentence; null where nothing was.</returns>
    public static string? Of(GivenUp givenUp) => givenUp.IsNothing ? null : string.Join(", ", Parts(givenUp));

    private static IEnumerable<string> Parts(GivenUp givenUp)
    {
        if (givenUp.Samples > 0)
        {
            yield return Count(givenUp.Samples, "sample was", "samples were") + " not taken";
        }

        if (givenUp.Jury > 0)
        {
            yield return Count(givenUp.Jury, "judge of a jury was", "judges of juries were") + " not asked";
        }

        if (givenUp.JudgedShare is { } share)
        {
            yield return Count(givenUp.Responses, "response was", "responses were") + $" not judged ({(100 * share).ToString("0.#", CultureInfo.InvariantCulture)} % were)";
        }
    }

    private static string Count(long n, string one, string more) => $"{n.ToString("N0", CultureInfo.InvariantCulture)} {(n == 1 ? one : more)}";
}
