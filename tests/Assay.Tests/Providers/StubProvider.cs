using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

/// <summary>A provider without a network: keeps what it was sent and answers from a script.</summary>
internal sealed class StubProvider : HttpMessageHandler
{
    public const string Key = "sk-canary-5f1d0c9a77";

    private readonly Queue<Func<HttpResponseMessage>> _replies = new();

    public List<string> Bodies { get; } = [];

    public List<HttpRequestMessage> Requests { get; } = [];

    public string LastBody => Bodies[^1];

    public JsonNode LastJson => JsonNode.Parse(LastBody)!;

    public StubProvider Answer(string body, int status = 200, params (string Name, string Value)[] headers)
    {
        _replies.Enqueue(() =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            foreach ((string name, string value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        });
        return this;
    }

    public StubProvider Fail(Exception e)
    {
        _replies.Enqueue(() => throw e);
        return this;
    }

    public ChatClientFactory Factory(params ProviderSettings[] settings) => new(
        settings.ToDictionary(s => s.Name),
        name => name.EndsWith("_API_KEY", StringComparison.Ordinal) ? Key : null,
        TimeProvider.System,
        new ProviderLimits(TimeSpan.FromSeconds(30)),
        this);

    public IChatClient Client(string model, params ProviderSettings[] settings) =>
        Factory(settings).Create(ModelReference.TryParse(model)!);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
        Requests.Add(request);
        return _replies.Dequeue()();
    }
}
