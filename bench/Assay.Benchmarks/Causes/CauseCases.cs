using System.Globalization;
using Assay.Surfacing.Causes;
using Assay.Tests.Surfacing.Causes;

namespace Assay.Benchmarks.Causes;

/// <summary>Plants causes in made-up traffic and tells how often they are found, and how often something is named where nothing is wrong.</summary>
internal static class CauseCases
{
    private const int Responses = 500;

    public static async Task<int> RunAsync(int cases)
    {
        foreach (bool isChange in (bool[])[false, true])
        {
            foreach (Planted planted in Enum.GetValues<Planted>())
            {
                await RunAsync(planted, cases, isChange);
            }
        }

        return 0;
    }

    private static async Task RunAsync(Planted planted, int cases, bool isChange)
    {
        var timer = System.Diagnostics.Stopwatch.StartNew();
        (int first, int any, int named, int right) = (0, 0, 0, 0);
        for (int seed = 1; seed <= cases; seed++)
        {
            var planting = PlantedCase.Of(planted, seed, Responses, isChange);
            IReadOnlyList<Cause> causes = await planting.FindAsync(CancellationToken.None);
            first += causes.Count > 0 && planting.IsRight(causes[0]) ? 1 : 0;
            any += causes.Count > 0 ? 1 : 0;
            named += causes.Count;
            right += causes.Count(planting.IsRight);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isChange ? "since before" : "by themselves"),-14} {planted,-8} {cases} cases of {Responses}: first {(double)first / cases:P1}, something named {(double)any / cases:P1}, right of what was named {(named == 0 ? 1 : (double)right / named):P1}, {timer.Elapsed.TotalMilliseconds / cases:0} ms each"));
    }
}
