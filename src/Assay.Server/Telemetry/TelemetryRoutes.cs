using Assay.Access;
using Assay.Collecting.Intake;
using Assay.Scoring.Running;
using Assay.Server.Access;
using Assay.Server.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Telemetry;

/// <summary><c>POST /v1/traces</c> and <c>/v1/logs</c>: OTLP over HTTP. Metrics are answered and left alone, so that a sender of everything meets no error.</summary>
internal static class TelemetryRoutes
{
    /// <summary>What senders may expect to be taken, unpacked.</summary>
    private const int LargestBody = 20 * 1024 * 1024;

    private const int InvalidArgument = 3;
    private const int ResourceExhausted = 8;
    private const int Unavailable = 14;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static void MapTelemetry(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapPost("/v1/traces", http => PostAsync(http, state, OtlpSignal.Traces)).Needs(Scope.Ingest);
        routes.MapPost("/v1/logs", http => PostAsync(http, state, OtlpSignal.Logs)).Needs(Scope.Ingest);
        routes.MapPost("/v1/metrics", http => PostAsync(http, state, OtlpSignal.Metrics)).Needs(Scope.Ingest);
    }

    private static async Task PostAsync(HttpContext http, ServiceState state, OtlpSignal signal)
    {
        if (EncodingOf(http) is not { } encoding)
        {
            await Problem.WriteAsync(http, StatusCodes.Status415UnsupportedMediaType, "Not OTLP", "Content-Type must be application/x-protobuf or application/json.");
            return;
        }

        if (!state.IsReady)
        {
            await RefuseAsync(http, encoding, StatusCodes.Status503ServiceUnavailable, "The service is stopping. Send it again.");
            return;
        }

        using Admission.Place? place = state.Admission.TryEnter(http.Request.ContentLength, LargestBody);
        if (place is null)
        {
            state.Counts.AddRefused();
            await RefuseAsync(http, encoding, StatusCodes.Status429TooManyRequests, "More is waiting to be saved than can be saved soon. Send it again.");
            return;
        }

        using RequestBody? body = await RequestBody.ReadAsync(http, place, LargestBody, (status, detail) => RefuseAsync(http, encoding, status, detail));
        if (body is not null)
        {
            await TakeAsync(http, state, signal, encoding, body);
        }
    }

    private static async Task TakeAsync(HttpContext http, ServiceState state, OtlpSignal signal, OtlpEncoding encoding, RequestBody body)
    {
        TelemetryBatch batch;
        try
        {
            batch = signal switch
            {
                OtlpSignal.Traces => OtlpReader.ReadTraces(body.Bytes.Span, encoding),
                OtlpSignal.Logs => OtlpReader.ReadLogs(body.Bytes.Span, encoding),
                _ => new TelemetryBatch(),
            };
        }
        catch (OtlpFormatException e)
        {
            await RefuseAsync(http, encoding, StatusCodes.Status400BadRequest, e.Message);
            return;
        }

        state.Telemetry.Add(batch);
        IntakeRequest request = RequestOf(batch);
        try
        {
            switch (request.Arrivals.Count == 0 ? new IntakeResult.Taken([]) : await state.Intake.ReceiveAsync(request))
            {
                case IntakeResult.Taken taken:
                    // A call may arrive twice, as a span and as a log event: the second is known, whatever else it says.
                    int accepted = taken.Receipts.Count(r => r.Kind == ReceiptKind.Accepted);
                    int rejected = batch.Rejected.Count + taken.Rejected.Count;
                    state.Counts.Add(accepted, taken.Receipts.Count - accepted, rejected);
                    await WriteAsync(http, encoding, StatusCodes.Status200OK, OtlpAnswer.Accepted(encoding, signal, rejected, Remark(batch, taken.Rejected)));
                    break;
                default:
                    state.Counts.AddRefused();
                    await RefuseAsync(http, encoding, StatusCodes.Status429TooManyRequests, "More is waiting to be saved than can be saved soon. Send it again.");
                    break;
            }
        }
        catch (LedgerException e)
        {
            await Console.Error.WriteLineAsync($"assay: {e.Message}");
            await RefuseAsync(http, encoding, StatusCodes.Status503ServiceUnavailable, "The ledger cannot be used. Nothing was saved; send it again later.");
        }
    }

    private static IntakeRequest RequestOf(TelemetryBatch batch)
    {
        HashSet<string> told = [.. batch.Responses.Select(r => r.Id)];
        return new IntakeRequest(
            [
                .. batch.Responses.Select(r => new Arrival(r)),
                .. batch.WithoutContent.Where(c => !told.Contains(c.Response.Id)).Select(c => new Arrival(c.Response, $"The sender told that there was a call, but not what was said. Turn it on: {c.Setting}")),
            ],
            []);
    }

    private static string? Remark(TelemetryBatch batch, IReadOnlyList<RejectedRecord> refused) =>
        refused.Count > 0 ? $"{refused.Count} responses must not be stored; the first: {refused[0].Error}"
        : batch.Rejected.Count > 0 ? $"{batch.Rejected.Count} model calls could not be read; the first: {batch.Rejected[0].Reason}"
        : batch.WithoutContent.Count > 0 ? $"{batch.WithoutContent.Count} model calls came without their texts and are not judged. Turn them on: {batch.WithoutContent[0].Setting}"
        : null;

    private static OtlpEncoding? EncodingOf(HttpContext http) => http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "application/x-protobuf" => OtlpEncoding.Protobuf,
        "application/json" => OtlpEncoding.Json,
        _ => null,
    };

    /// <summary>Senders try again on 429 and 503, and give up on everything else.</summary>
    private static Task RefuseAsync(HttpContext http, OtlpEncoding encoding, int status, string message)
    {
        int code = status switch
        {
            StatusCodes.Status429TooManyRequests or StatusCodes.Status413PayloadTooLarge => ResourceExhausted,
            StatusCodes.Status503ServiceUnavailable => Unavailable,
            _ => InvalidArgument,
        };
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            Answer.SetRetryAfter(http, Retry);
        }

        return WriteAsync(http, encoding, status, OtlpAnswer.Failed(encoding, code, message));
    }

    private static Task WriteAsync(HttpContext http, OtlpEncoding encoding, int status, byte[] body) =>
        Answer.WriteAsync(http, status, body, encoding == OtlpEncoding.Protobuf ? "application/x-protobuf" : "application/json");
}
