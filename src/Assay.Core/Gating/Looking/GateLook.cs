namespace Assay.Gating.Looking;

/// <summary>One of the times that a gate looks at what was judged so far.</summary>
/// <param name="Number">From 1.</param>
public sealed record GateLook(GateLooks Looks, int Number)
{
    public bool IsLast => Number == Looks.Count;

    /// <summary>What is compared at this look.</summary>
    public bool Counts(GateCase one) => Looks.LookOf(one) <= Number;

    /// <summary>What must have been judged before it.</summary>
    public bool Needs(GateCase one) => one.MustPass || Counts(one);

    internal ComparisonLook? Of(double worse, Func<GateCase, bool> compared) => Looks.Of(Number, worse, compared);

    internal LookTaken Taken(bool isFutile) => new(Number, Looks.Count, Looks.CountAt(Number), Looks.Cases.Count) { Spending = Looks.Spending, IsFutile = isFutile && !IsLast };
}
