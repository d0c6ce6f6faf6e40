using Assay.Simulator.Batches;
using Assay.Simulator.Chat;
using Assay.Simulator.Faults;
using Assay.Simulator.Recording;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Assay.Simulator.Http;

/// <summary>What the server runs per request: receive, decide, record, wait, send.</summary>
internal sealed class SimulatorApplication(SimulatorOptions options, Responder responder, RequestLog? log, CancellationToken stopping)
    : IHttpApplication<Exchange>
{
    private readonly Delivery delivery = new(options.Clock);
    private readonly Landing landing = new(options);
    private readonly BatchApi batches = new(options, responder, log);
    private long requests;

    public long RequestCount => Interlocked.Read(ref requests);

    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        // Kestrel keeps the exchange with the connection, so its buffers serve the next request too.
        var container = contextFeatures as IHostContextContainer<Exchange>;
        if (container?.HostContext is { } exchange)
        {
            ((DefaultHttpContext)exchange.Http).Initialize(contextFeatures);
            return exchange;
        }

        exchange = new Exchange(new DefaultHttpContext(contextFeatures));
        if (container is not null)
        {
            container.HostContext = exchange;
        }

        return exchange;
    }

    public void DisposeContext(Exchange context, Exception? exception)
    {
        context.Clear();
        ((DefaultHttpContext)context.Http).Uninitialize();
    }

    public async Task ProcessRequestAsync(Exchange context)
    {
        var http = context.Http;
        var path = http.Request.Path.Value ?? "/";
        if (HttpMethods.IsGet(http.Request.Method) && await landing.TryAnswerAsync(http, path, RequestCount))
        {
            return;
        }

        var number = Interlocked.Increment(ref requests);
        var received = options.Clock.GetTimestamp();
        try
        {
            var answer = await ReceiveAsync(context, path, number);
            await WaitAsync(number, received, http.RequestAborted);
            await SendAsync(context, answer);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client went away or the simulator stops; there is nobody to tell.
            http.Abort();
        }
    }

    private async ValueTask<Answer> ReceiveAsync(Exchange exchange, string path, long number)
    {
        var http = exchange.Http;
        var receivedAt = options.Clock.GetUtcNow();
        var batch = options.SupportsBatches ? BatchCall.Find(http.Request) : null;
        string? deployment = null;
        var dialect = batch?.Dialect ?? (HttpMethods.IsPost(http.Request.Method) ? Route.Find(path, out deployment) : null);
        var requestId = responder.RequestId(number);
        http.Response.Headers[(dialect ?? Route.Fallback).RequestIdHeader] = requestId;
        Answer answer;
        if (dialect is null)
        {
            var error = new ProviderError(ErrorKind.NotFound, $"Invalid URL ({http.Request.Method} {path})");
            answer = Responder.Fail(exchange, Route.Fallback, error, Fault.None, default, requestId);
        }
        else if (await TryReadAsync(exchange, batch is not null))
        {
            answer = batch is null ? responder.Decide(exchange, dialect, deployment, number, requestId) : await batches.DecideAsync(exchange, batch, number, requestId);
        }
        else
        {
            answer = Responder.Fail(exchange, dialect, new ProviderError(ErrorKind.TooLarge, "Request exceeds the maximum allowed number of bytes."), Fault.None, default, requestId);
        }

        log?.Add(RequestFingerprint.Record(exchange.Request, answer, number, receivedAt, path));
        return answer;
    }

    private static async ValueTask<bool> TryReadAsync(Exchange exchange, bool isBatch)
    {
        try
        {
            if (isBatch && exchange.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = BatchCall.LargestBody;
            }

            await exchange.Body.ReadAsync(exchange.Http.Request.BodyReader, CancellationToken.None);
            return true;
        }
        catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return false;
        }
    }

    /// <summary>The latency is a provider's whole time, so what deciding took is part of it.</summary>
    private ValueTask WaitAsync(long number, long received, CancellationToken cancellationToken)
    {
        if (options.Latency == TimeSpan.Zero && options.Jitter == TimeSpan.Zero)
        {
            return ValueTask.CompletedTask;
        }

        var draw = (2 * StableHash.Uniform(StableHash.Mix((ulong)options.Seed + 2, (ulong)number))) - 1;
        var wait = options.Latency + (options.Jitter * draw) - options.Clock.GetElapsedTime(received);
        return wait > TimeSpan.Zero ? new ValueTask(Task.Delay(wait, options.Clock, cancellationToken)) : ValueTask.CompletedTask;
    }

    private async ValueTask SendAsync(Exchange exchange, Answer answer)
    {
        if (answer.Fault is not (Fault.Hang or Fault.Drip))
        {
            await delivery.SendAsync(exchange, answer, CancellationToken.None);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(exchange.Http.RequestAborted, stopping);
        await delivery.SendAsync(exchange, answer, end.Token);
    }
}
