using Assay.Simulator.Faults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Http;

/// <summary>Sends an answer, with the faults of the wire.</summary>
internal sealed class Delivery(TimeProvider clock)
{
    private static readonly TimeSpan DripInterval = TimeSpan.FromSeconds(1);

    public ValueTask SendAsync(Exchange exchange, Answer answer, CancellationToken cancellationToken)
    {
        var response = exchange.Http.Response;
        switch (answer.Fault)
        {
            case Fault.Hang:
                return new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken));
            case Fault.Reset:
                Reset(exchange.Http);
                return ValueTask.CompletedTask;
        }

        var body = exchange.Output.WrittenMemory;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = body.Length;
        return answer.Fault switch
        {
            Fault.Drip => new ValueTask(DripAsync(response, body, cancellationToken)),
            Fault.Cut => new ValueTask(CutAsync(exchange.Http, body, cancellationToken)),
            _ => WriteAsync(response, body, cancellationToken),
        };
    }

    private static ValueTask WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var written = response.BodyWriter.WriteAsync(body, cancellationToken);
        return written.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(written.AsTask());
    }

    private async Task DripAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await response.StartAsync(cancellationToken);
        for (var i = 0; i < body.Length; i++)
        {
            await response.BodyWriter.WriteAsync(body.Slice(i, 1), cancellationToken);
            await Task.Delay(DripInterval, clock, cancellationToken);
        }
    }

    private static async Task CutAsync(HttpContext http, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await http.Response.BodyWriter.WriteAsync(body[..(body.Length / 2)], cancellationToken);
        http.Abort();
    }

    private static void Reset(HttpContext http)
    {
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
        }

        http.Abort();
    }
}
