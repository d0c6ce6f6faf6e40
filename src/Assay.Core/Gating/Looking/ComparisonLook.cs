using Assay.Gating.Statistics;
using Assay.Gating.Statistics.Sequential;
using MathNet.Numerics.Distributions;

namespace Assay.Gating.Looking;

/// <summary>One comparison at one of its looks: the levels that it is tested at, and what comes of that.</summary>
/// <param name="look">From 1: of the looks at which this comparison has more cases than before.</param>
/// <param name="worse">At which level over all looks a fall is told.</param>
internal sealed class ComparisonLook(LookSchedule schedule, int look, int looks, double worse)
{
    /// <summary>With a smaller chance of a conclusion the cases that are left are not worth their price.</summary>
    private const double Hardly = 0.05;

    /// <summary>Outputs that are not looked at yet differ from the baseline's.</summary>
    public bool IsChangeAhead { get; init; }

    public TestLevels Levels { get; } = new(worse) { Holds = schedule.LevelAt(look, Shift.Level), Interval = schedule.LevelAt(look, Shift.IntervalLevel) };

    /// <summary>Its p-value as one over all looks, and the fall that the whole of the gate can show.</summary>
    public Shift? Adjust(Shift? shift) => shift is null ? null : shift with
    {
        WorseP = schedule.WorthOf(look, shift.WorseP),
        DetectableOver = (long)Math.Round(shift.N / schedule.ShareAt(look)),
        Detectable = shift.Detectable * Math.Sqrt(schedule.ShareAt(look)) * schedule.Inflation(worse),
    };

    /// <summary>It may yet be shown that the mean did not fall by more than the margin.</summary>
    public bool MayHold(Shift? shift, double margin) => Error(shift) is not { } error || Chance((shift!.Value + margin) / error, Shift.Level) >= Hardly;

    public bool MayFall(Shift? shift) => Error(shift) is not { } error || Chance(-shift!.Value / error, worse) >= Hardly;

    /// <summary>Null where the values have no spread to tell by.</summary>
    private double? Error(Shift? shift) =>
        shift is not null && double.IsFinite(shift.AtLeast) && shift.Low < shift.Value ? (shift.Value - shift.AtLeast) / -Normal.InvCDF(0, 1, Levels.Holds) : null;

    /// <summary>
    /// How likely the last look crosses its bound, were the truth what was seen so far and a standard error more: the increments of a
    /// Brownian motion with that drift.
    /// </summary>
    private double Chance(double z, double level)
    {
        double share = schedule.ShareAt(look);
        if (share >= 1)
        {
            return z >= -Normal.InvCDF(0, 1, Levels.Holds) ? 1 : 0;
        }

        double bound = -Normal.InvCDF(0, 1, schedule.LevelAt(looks, level));
        double expected = (z * Math.Sqrt(share)) + ((z + 1) / Math.Sqrt(share) * (1 - share));
        return Normal.CDF(0, 1, (expected - bound) / Math.Sqrt(1 - share));
    }
}
