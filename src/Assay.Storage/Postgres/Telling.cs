using Assay.Surfacing.Outbound;

namespace Assay.Storage.Postgres;

/// <summary>Who is told of what is decided, and the name of the judge that decides.</summary>
internal sealed record Telling(IReadOnlyList<(long Key, ReceiverRule Rule)> Receivers, string Judge);
