using System.Net.Http.Headers;
using Assay.Collecting;
using Assay.Gating.Targets;
using Assay.Surfacing;

namespace Assay.Cli.Gating.Targets;

/// <summary>Posts the case to an address.</summary>
/// <param name="folder">That files it is made of are relative to.</param>
internal sealed class HttpTarget(TargetSettings settings, string? key, string folder, TimeProvider clock) : ITarget
{
    private const int ShownCharacters = 160;

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = settings.Concurrency, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public string? Version { get; } = TargetFiles.VersionOf(settings, folder);

    public byte[] Request(Response of) => settings.Request.Fill(of);

    public async Task<TargetAnswer> AskAsync(Response of, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = Message(Request(of));
            using HttpResponseMessage reply = await _invoker.SendAsync(message, either.Token);
            byte[]? body = await ReadAsync(reply.Content, either.Token);
            int status = (int)reply.StatusCode;
            return body is null ? new TargetAnswer.Failed(TargetFailure.TargetTooLarge, $"{settings.Url} answered with more than {TargetSettings.LargestReply >> 20} MiB")
                : !reply.IsSuccessStatusCode
                ? new TargetAnswer.Failed(TargetFailure.TargetFailed, $"{settings.Url} answered {status}: {HarmlessText.Line(System.Text.Encoding.UTF8.GetString(body), ShownCharacters)}", IsPassing: status is 429 or >= 500)
                : settings.Reply.Read(body) is TargetAnswer.Failed unread
                ? unread with { Detail = $"{settings.Url} answered {reply.Content.Headers.ContentType?.MediaType ?? "without a type"}; {unread.Detail}" }
                : settings.Reply.Read(body);
        }
        catch (Exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new TargetAnswer.Failed(TargetFailure.TargetTimeout, FormattableString.Invariant($"{settings.Url} gave no whole answer in {settings.Timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new TargetAnswer.Failed(TargetFailure.TargetUnreachable, $"{settings.Url} cannot be reached: {error.Message}", IsPassing: true);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private HttpRequestMessage Message(byte[] request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        foreach ((string name, string value) in settings.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return message;
    }

    /// <summary>Null where there is more than a reply may have.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        return await BoundedReading.OfAsync(stream, TargetSettings.LargestReply, cancellationToken);
    }
}
