namespace Assay.Integration.Tests.Contracts;

/// <summary>Stands at noon of a day in May 2026 until it is moved.</summary>
public sealed class SettableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Material.Noon;

    public override DateTimeOffset GetUtcNow() => Now;
}
