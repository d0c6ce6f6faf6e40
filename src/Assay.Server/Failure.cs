using Assay.Scoring.Running;
using Microsoft.AspNetCore.Http;

namespace Assay.Server;

/// <summary>The last resort of every request: what no route expected is told without its inner workings.</summary>
internal static class Failure
{
    private static readonly TimeSpan LedgerRetry = TimeSpan.FromSeconds(2);

    public static async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (http.Response is { StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            {
                await Problem.WriteAsync(http, http.Response.StatusCode, "No such route", $"{http.Request.Method} {http.Request.Path} is nothing that this service answers to.");
            }
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Problem.WriteAsync(http, e.StatusCode, "The request cannot be read", e.Message);
        }
        catch (LedgerException e) when (!http.Response.HasStarted)
        {
            // 503, because what is wrong with a disk is not for ever, and senders give up on a 500.
            await Console.Error.WriteLineAsync($"assay: {e.Message}");
            await Problem.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "The ledger cannot be used", NothingDone(http, "Send it again later."), LedgerRetry);
        }
        catch (Exception e) when (e is OperationCanceledException || (e is IOException && http.RequestAborted.IsCancellationRequested))
        {
            // The client went away; there is nobody to tell.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await Console.Error.WriteLineAsync($"assay: unexpected error in {http.Request.Method} {http.Request.Path} ({http.TraceIdentifier}), please report it: {e}");
            await Problem.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "Unexpected error", NothingDone(http, "The service's log has more under this traceId."), LedgerRetry);
        }
    }

    private static string NothingDone(HttpContext http, string remedy) =>
        HttpMethods.IsGet(http.Request.Method) ? "Nothing can be read at the moment, and the service's log says why. Ask again later." : $"Nothing was saved. {remedy}";
}
