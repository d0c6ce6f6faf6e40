using Assay.Collecting;
using Assay.Collecting.Sources;

namespace Assay.Cli.Demo;

/// <summary>The made-up shop as a source that the service reads: first its history, as fast as it is taken; then a response every few seconds.</summary>
/// <param name="total">How long the history is, where none was begun.</param>
internal sealed class ShopSource(Shop shop, int total, TimeProvider clock) : IResponseSource
{
    public const string SourceName = "demo";

    /// <summary>How often it is looked whether another response is due.</summary>
    public static readonly Schedule.Interval Looks = new(TimeSpan.FromSeconds(2));

    private const double MeanGapSeconds = 12;

    /// <summary>So many chats at the end of the history may go on.</summary>
    private const int OpenChats = 20;

    private readonly TaskCompletionSource _historyTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Traffic? _traffic;
    private DateTimeOffset? _due;

    public string Name => SourceName;

    /// <summary>Ends when all of the history is saved.</summary>
    public Task HistoryTaken => _historyTaken.Task;

    public Task<SourceBatch> ReadAsync(string? cursor, int atMost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ShopCursor at = cursor is null ? new ShopCursor(clock.GetUtcNow(), total, 0) : ShopCursor.Parse(cursor);
        List<Response> responses = at.IsHistory ? History(at, atMost) : Live(at, atMost);
        ShopCursor to = at with { Next = at.Next + responses.Count };
        return Task.FromResult(new SourceBatch(
            [.. responses.Select((r, i) => new SourcedResponse(r, SourceName, at.Next + i + 1, i + 1))], [], to.ToString(), HasMore: at.IsHistory));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<Response> History(ShopCursor at, int atMost)
    {
        _traffic ??= new Traffic(at.End);
        return
        [
            .. Enumerable.Range(at.Next, Math.Min(atMost, at.Total - at.Next)).Select(number =>
            {
                double position = (number + 0.5) / at.Total;
                Response response = shop.Respond(number, position, _traffic.At(position));
                return response with { Closed = response.Closed || number < at.Total - OpenChats };
            }),
        ];
    }

    /// <summary>What came since the last look. Nothing is made up for the time in which nobody looked.</summary>
    private List<Response> Live(ShopCursor at, int atMost)
    {
        _historyTaken.TrySetResult();
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset due = _due ?? now + Gap(at.Next);
        var responses = new List<Response>();
        while (due <= now && responses.Count < atMost)
        {
            int number = at.Next + responses.Count;
            responses.Add(shop.Respond(number, (double)number / at.Total, due));
            due += Gap(number + 1);
        }

        _due = due;
        return responses;
    }

    /// <summary>As between customers who do not know of each other.</summary>
    private static TimeSpan Gap(int number) => TimeSpan.FromSeconds(-MeanGapSeconds * Math.Log(1 - new Random(number).NextDouble()));
}
