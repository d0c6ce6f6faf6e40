using Assay.Collecting.Sources;

namespace Assay.Storage.Sources;

/// <summary>A database that is only read.</summary>
internal interface ISourceDatabase
{
    /// <exception cref="SourceException">It cannot be reached, or does not take the query.</exception>
    Task<SqlPage> ReadAsync(PagedQuery query, CancellationToken cancellationToken);
}
