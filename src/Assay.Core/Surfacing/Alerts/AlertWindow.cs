namespace Assay.Surfacing.Alerts;

/// <summary>What a condition looks back on: a length of time, or so many of the latest scores.</summary>
public readonly record struct AlertWindow(TimeSpan? Length, int? Last)
{
    public static AlertWindow Of(TimeSpan length) => new(length, null);

    public static AlertWindow OfLast(int count) => new(null, count);

    /// <summary>It is not in the figures of whole hours: the latest responses themselves have to be looked at.</summary>
    public bool NeedsRows => Length is not { } length || length < TimeSpan.FromHours(1);

    public override string ToString() => Length is { } length ? $"the last {AlertText.Of(length)}" : FormattableString.Invariant($"the last {Last} scores");
}
