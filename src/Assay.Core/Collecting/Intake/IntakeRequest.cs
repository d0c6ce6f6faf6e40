namespace Assay.Collecting.Intake;

/// <summary>Responses that arrived together and are answered together.</summary>
/// <param name="Key">The sender's name for the request; null: only the responses' ids tell what was sent before.</param>
public sealed record IntakeRequest(IReadOnlyList<Arrival> Arrivals, IReadOnlyList<RejectedRecord> Rejected, IdempotencyKey? Key = null)
{
    /// <summary>Where the responses were read by Assay itself: how far; saved with them.</summary>
    public SourceCursor? Cursor { get; init; }
}

/// <param name="Source">The source's name.</param>
/// <param name="Cursor">Where its next reading begins.</param>
public sealed record SourceCursor(string Source, string Cursor);

/// <param name="NoContent">How the sender can make its reports tell what was said; null where they do. Nothing can be judged of a response without content.</param>
/// <param name="Place">Where it stood in the request, such as <c>body:17</c>.</param>
public readonly record struct Arrival(Response Response, string? NoContent = null, string Place = "request");

/// <summary>A record that cannot be taken in, beside others that can.</summary>
/// <param name="Place">Where it stood, such as <c>body:17</c>: the line, or the item of the array.</param>
public sealed record RejectedRecord(string Place, string Error, bool TooLarge = false);

/// <param name="Text">At most 255 characters.</param>
/// <param name="BodyHash">SHA-256 of the body after decompression.</param>
public sealed record IdempotencyKey(string Text, byte[] BodyHash);
