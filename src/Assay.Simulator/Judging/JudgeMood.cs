using Assay.Simulator.Faults;

namespace Assay.Simulator.Judging;

/// <summary>How much the judge has moved since it began, without a word: by the time since the first request, or when it is told to.</summary>
internal sealed class JudgeMood(JudgeShift shift, TimeProvider clock)
{
    private double told;

    /// <summary>Of the requests.</summary>
    public RunningTime Time { get; } = new(clock);

    public double Read() => Volatile.Read(ref told) + shift.At(Time.Read());

    public void Move(double by) => Volatile.Write(ref told, by);
}
