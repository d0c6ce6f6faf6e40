using System.Runtime.CompilerServices;
using Assay.Collecting.Files;

namespace Assay.Collecting.Pairs;

/// <summary>Reads pairs of outputs to compare from files: two named outputs a record, or those of several systems, each of which meets each.</summary>
public static class PairFiles
{
    /// <exception cref="InputException">A file or a record that cannot be read, or one without two outputs.</exception>
    public static async IAsyncEnumerable<SourcedResponse> ReadAsync(InputFiles files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            foreach (Response pair in PairRecord.Read(record))
            {
                yield return new SourcedResponse(pair, record.Place.File, record.Place.Line, ++position);
            }
        }
    }
}
