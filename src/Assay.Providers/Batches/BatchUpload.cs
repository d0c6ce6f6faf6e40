using System.Text.Json;
using Assay.Providers.Http;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Batches;

/// <summary>A batch that is put together in memory, each request as a piece of its own.</summary>
internal sealed class BatchUpload(ProviderBatchClient client, string token) : IBatchUpload
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private long _bytes;

    public int Count => _ids.Count;

    public string Token => token;

    /// <summary>What was added, each piece with what separates it from the next.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces => _pieces;

    public long Bytes => _bytes;

    public bool TryAdd(BatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string id = WireId.Of(token, request.CustomId);
        if (_ids.Contains(id))
        {
            throw new ArgumentException($"`{request.CustomId}` is in this batch already.", nameof(request));
        }

        if (Count >= client.BatchLimits.MaxRequests)
        {
            return false;
        }

        using PooledBuffer body = JsonBody.Write(8 * 1024, (Client: client, Id: id, Request: request), static (writer, it) => it.Client.WriteRequest(writer, it.Id, it.Request));
        if (_bytes + body.Length + 1 > client.MostBytes)
        {
            return Count > 0 ? false : throw BatchErrors.LargerThanABatch(body.Length);
        }

        var piece = new byte[body.Length + 1];
        body.Span.CopyTo(piece);
        piece[^1] = client.Separator;
        _pieces.Add(piece);
        _bytes += piece.Length;
        return _ids.Add(id);
    }

    public Task<BatchStatus> SubmitAsync(CancellationToken cancellationToken) => Count > 0
        ? client.SubmitAsync(this, cancellationToken)
        : throw new InvalidOperationException("A batch without requests cannot be sent.");

    public void Dispose() => _pieces.Clear();
}
