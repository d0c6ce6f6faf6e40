using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>What came of one record of a file: a response, or why it cannot be read.</summary>
internal readonly record struct RecordReading(SourcedResponse? Response, InputException? Error)
{
    public static implicit operator RecordReading(InputException error) => new(null, error);

    public static RecordReading Of(ReadOnlySpan<byte> json, RecordPlace place, long position)
    {
        try
        {
            return new RecordReading(new SourcedResponse(ResponseJson.Read(json, place), place.File, place.Line, position), null);
        }
        catch (InputException error)
        {
            return error;
        }
    }

    /// <exception cref="InputException">The record cannot be read.</exception>
    public SourcedResponse OrThrow() => Response ?? throw Error!;
}
