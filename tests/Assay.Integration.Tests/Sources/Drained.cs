using Assay.Collecting;
using Assay.Collecting.Sources;

namespace Assay.Integration.Tests.Sources;

/// <summary>Everything that reading a source to its end brought.</summary>
internal sealed record Drained(IReadOnlyList<Response> Responses, IReadOnlyList<InputException> Rejected, string? Cursor, int Batches)
{
    public IEnumerable<string> Ids => Responses.Select(r => r.Id);

    public static async Task<Drained> ReadAsync(IResponseSource source, string? cursor = null, int atMost = 100)
    {
        List<Response> responses = [];
        List<InputException> rejected = [];
        for (int batches = 1; ; batches++)
        {
            Assert.True(batches < 10_000, "the source never comes to an end");
            SourceBatch batch = await source.ReadAsync(cursor, atMost, TestContext.Current.CancellationToken);
            Assert.True(batch.Responses.Count + batch.Rejected.Count <= atMost);
            responses.AddRange(batch.Responses.Select(r => r.Response));
            rejected.AddRange(batch.Rejected);
            cursor = batch.Cursor;
            if (!batch.HasMore)
            {
                return new Drained(responses, rejected, cursor, batches);
            }
        }
    }
}
