namespace Assay.Client.Sending;

/// <summary>A response as it will be sent, however often: the same bytes under the same id.</summary>
/// <param name="Json">One line, UTF-8.</param>
internal readonly record struct QueuedResponse(string Id, byte[] Json)
{
    /// <summary>Bytes in a body, its line end included.</summary>
    public int Size => Json.Length + 1;
}
