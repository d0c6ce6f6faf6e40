using Assay.Surfacing.Outbound;

namespace Assay.Tests.Surfacing.Outbound;

/// <summary>Answers each request as the test says, and notes what was in it.</summary>
internal sealed class ScriptedReceiver(Func<int[], int, Delivery> answer, int batch = 4) : IReceiver
{
    /// <summary>The numbers of the messages of each request.</summary>
    public List<int[]> Requests { get; } = [];

    public string Name => "ops";

    public string Channel => "test";

    public int Batch => batch;

    public Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int[] numbers = [.. messages.Select(m => Convert.ToInt32(m.Id.ToString()[^12..], 16))];
        Requests.Add(numbers);
        return Task.FromResult(answer(numbers, Requests.Count));
    }
}
