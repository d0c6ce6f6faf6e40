namespace Assay.Storage.Sources;

/// <summary>A row in the order in which rows are read: by cursor, and by id where rows share a cursor.</summary>
internal sealed record SqlPlace(SqlValue Cursor, SqlValue Id);
