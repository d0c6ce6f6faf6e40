namespace Assay.Storage;

/// <summary>Which responses to remove, with all that was said of them.</summary>
public abstract record Removal
{
    private Removal()
    {
    }

    public sealed record OfId(string Id) : Removal;

    /// <summary>Those whose metadata names the user.</summary>
    public sealed record OfUser(string User) : Removal;

    public sealed record ReceivedBefore(DateTimeOffset Time) : Removal;
}
