namespace Assay.Gating;

/// <summary>A case whose score of the first criterion turned: from one end of pass/fail to the other, or by a quarter of the scale.</summary>
public sealed record Flip(string Id, double Before, double Now)
{
    public double Difference => Now - Before;

    /// <summary>The largest falls first, then the largest rises.</summary>
    public static IReadOnlyList<Flip> Of(IReadOnlyList<GateCase> cases, GateScale scale) =>
    [
        .. from c in cases
           let now = c.Candidate?.Score(scale.Criterion)
           let before = c.Baseline?.Score(scale.Criterion)
           where now is not null && before is not null && Math.Abs(now.Value - before.Value) >= scale.Turn - 1e-9
           orderby now.Value < before.Value ? 0 : 1, Math.Abs(now.Value - before.Value) descending, c.Id
           select new Flip(c.Id, before.Value, now.Value),
    ];
}
