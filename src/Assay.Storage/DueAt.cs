namespace Assay.Storage;

/// <summary>When an owed verdict is offered to the service's judge, as the column keeps it; any other value is a time before which it is not.</summary>
internal static class DueAt
{
    /// <summary>In the order of the keys. Only for what is new: a judge does not come back to keys that it has passed.</summary>
    public const long AtOnce = 0;

    /// <summary>As soon as nothing new is waiting.</summary>
    public const long AfterNew = 1;

    /// <summary>Not before the batch is over in which it waits: no time, and later than any.</summary>
    public const long InBatch = long.MaxValue;

    /// <summary>For another version of the judge: a batch of this one answers nothing of that.</summary>
    public static long ForAnotherVersion(long dueAt) => dueAt == InBatch ? AfterNew : dueAt;
}
