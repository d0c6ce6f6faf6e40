using System.Text;
using Assay.Client;
using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Client;

/// <summary>A chat that is recorded, and what of it reached the service.</summary>
internal sealed class RecordedChat : IAsyncDisposable
{
    private readonly ScriptedService _service = new();

    public RecordedChat(IChatClient model, AssayChatOptions? options = null)
    {
        Client = Sent.Client(_service, Clock);
        Chat = model.UseAssay(Client, options ?? new AssayChatOptions());
    }

    public ManualClock Clock { get; } = Sent.StandingClock();

    public AssayClient Client { get; }

    public IChatClient Chat { get; }

    public async Task<IReadOnlyList<Response>> SentAsync()
    {
        await Client.FlushAsync();
        return [.. _service.Requests.SelectMany(r => r.Lines).Select(line => ResponseJson.Read(Encoding.UTF8.GetBytes(line), "sent", 1))];
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
