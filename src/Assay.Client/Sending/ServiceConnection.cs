using System.Net.Http.Headers;
using System.Text.Json;

namespace Assay.Client.Sending;

/// <summary>Posts batches to the service. What goes wrong on the way is an answer too.</summary>
internal sealed class ServiceConnection : IDisposable
{
    private const int LargestAnswer = 1024 * 1024;
    private const int LongestText = 500;

    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly Uri _uri;
    private readonly TimeProvider _clock;

    public ServiceConnection(AssayClientOptions options)
    {
        _clock = options.Clock;
        _authorization = options.Key is { Length: > 0 } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        _uri = new Uri($"{options.Address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/responses");
        _http = new HttpClient(options.Handler ?? NewHandler(options.Timeout), disposeHandler: options.Handler is null)
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellationToken"/>.</exception>
    public async Task<ServiceAnswer> PostAsync(ReadOnlyMemory<QueuedResponse> responses, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = BatchBody.Create(responses.Span) };
            request.Headers.Authorization = _authorization;
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            return Read(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            return new ServiceAnswer(null, $"The service did not answer within {_http.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new ServiceAnswer(null, $"The service cannot be reached: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private ServiceAnswer Read(HttpResponseMessage response, byte[] body)
    {
        int status = (int)response.StatusCode;
        RetryConditionHeaderValue? retry = response.Headers.RetryAfter;
        TimeSpan? wait = retry?.Delta ?? retry?.Date - _clock.GetUtcNow();
        if (status == 202 || TryParse(body) is not { ValueKind: JsonValueKind.Object } answer)
        {
            return new ServiceAnswer(status, $"The service answered {status} {response.ReasonPhrase}".TrimEnd() + ".", wait);
        }

        string text = $"The service answered {status}: {Text(answer, "title")}. {Text(answer, "detail")}".TrimEnd();
        return new ServiceAnswer(status, text.Length <= LongestText ? text : text[..LongestText], wait, IntakeReport.TryRead(answer));
    }

    private static JsonElement? TryParse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static SocketsHttpHandler NewHandler(TimeSpan timeout) => new()
    {
        // A redirected POST arrives as a GET: better to be told of the wrong address.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = timeout,
        // So that a service that moves to another machine is found there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // These requests are no part of the application's traces.
        ActivityHeadersPropagator = null,
    };
}
