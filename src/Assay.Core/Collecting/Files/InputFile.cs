namespace Assay.Collecting.Files;

/// <summary>One source of responses: a file, or standard input.</summary>
/// <param name="Name">What messages call it: the path as found, or <c>stdin</c>.</param>
/// <param name="Length">In bytes; null for standard input.</param>
/// <param name="LastWritten">UTC; null for standard input.</param>
public sealed record InputFile(string Name, long? Length, DateTimeOffset? LastWritten)
{
    internal InputFormat Format { get; init; }

    internal Func<Stream> Open { get; init; } = () => Stream.Null;
}
