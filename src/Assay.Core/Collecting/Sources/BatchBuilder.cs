namespace Assay.Collecting.Sources;

/// <summary>Collects a batch until it has enough records, or so many characters that it should go on its way.</summary>
public sealed class BatchBuilder(int atMost)
{
    private const long MostCharacters = 16 * 1024 * 1024;

    private readonly List<SourcedResponse> responses = [];
    private readonly List<InputException> rejected = [];
    private long characters;

    public bool IsFull => Count >= atMost || characters >= MostCharacters;

    public int Count => responses.Count + rejected.Count;

    public void Add(Response response, string file, long line)
    {
        responses.Add(new SourcedResponse(response, file, line, responses.Count + 1));
        characters += response.Input.Length + response.Output.Length + response.Context.Sum(text => (long)text.Length);
    }

    public void Reject(InputException error) => rejected.Add(error);

    public SourceBatch Build(string? cursor, bool hasMore) => new(responses, rejected, cursor, hasMore);
}
