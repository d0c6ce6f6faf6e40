namespace Assay.Collecting;

/// <summary>A response and where it was read, so that an error can name the place.</summary>
/// <param name="Position">1-based number of the record over all files of the run.</param>
public sealed record SourcedResponse(Response Response, string File, long Line, long Position)
{
    public string Place => $"{File}:{Line}";

    /// <summary>Its texts were not kept, and nothing can be judged of it.</summary>
    public bool HasNoTexts { get; init; }
}
