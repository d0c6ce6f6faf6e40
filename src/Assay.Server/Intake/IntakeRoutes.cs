using System.Security.Cryptography;
using Assay.Access;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Assay.Server.Intake;

/// <summary><c>POST /v1/responses</c>: takes responses in, and answers when they are saved for good.</summary>
internal static class IntakeRoutes
{
    public const int LargestBody = 5 * 1024 * 1024;

    private const int LongestKey = 255;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static void MapIntake(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapPost("/v1/responses", http => PostAsync(http, state)).Needs(Scope.Ingest);

    private static async Task PostAsync(HttpContext http, ServiceState state)
    {
        if (!state.IsReady)
        {
            await Problem.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "The service is stopping", "Nothing was saved. Send it again.", Retry);
            return;
        }

        using Admission.Place? place = state.Admission.TryEnter(http.Request.ContentLength, LargestBody);
        if (place is null)
        {
            await RefuseAsync(http, state);
            return;
        }

        using RequestBody? body = await RequestBody.ReadAsync(http, place, LargestBody, (status, detail) => Problem.WriteAsync(
            http, status, "The body cannot be taken in", detail, status == StatusCodes.Status429TooManyRequests ? Retry : null));
        if (body is null || await ReadAsync(http, body) is not { } request)
        {
            state.Counts.Add(0, 0, 1);
            return;
        }

        switch (await state.Intake.ReceiveAsync(request))
        {
            case IntakeResult.Taken taken:
                int accepted = taken.Receipts.Count(r => r.Kind == ReceiptKind.Accepted);
                int known = taken.Receipts.Count(r => r.Kind == ReceiptKind.Known);
                state.Counts.Add(accepted, known, taken.Receipts.Count - accepted - known + taken.Rejected.Count);
                await Answer.WriteAsync(http, IntakeAnswer.Status(taken.Receipts, taken.Rejected), IntakeAnswer.Write(taken.Receipts, taken.Rejected));
                break;
            case IntakeResult.Repeated repeated:
                http.Response.Headers["Idempotency-Replayed"] = "true";
                await Answer.WriteAsync(http, repeated.Status, repeated.Answer);
                break;
            case IntakeResult.KeyTaken:
                await Problem.WriteAsync(http, StatusCodes.Status422UnprocessableEntity, "Another request has this Idempotency-Key",
                    "A request with the same key but another body was taken in before. Nothing was saved now; give each request a key of its own.");
                break;
            default:
                await RefuseAsync(http, state);
                break;
        }
    }

    /// <summary>Null where nothing can be read: that is answered already.</summary>
    private static async Task<IntakeRequest?> ReadAsync(HttpContext http, RequestBody body)
    {
        StringValues key = http.Request.Headers["Idempotency-Key"];
        if (key.Count > 1 || key.ToString().Length > LongestKey)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "Idempotency-Key cannot be used", $"Give one key of at most {LongestKey} characters.");
            return null;
        }

        try
        {
            IntakeRequest request = IntakeBody.Read(body.Bytes.Span);
            return StringValues.IsNullOrEmpty(key) ? request : request with { Key = new IdempotencyKey(key.ToString(), SHA256.HashData(body.Bytes.Span)) };
        }
        catch (InputException e)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The body cannot be taken in", e.Message);
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext http, ServiceState state)
    {
        state.Counts.AddRefused();
        return Problem.WriteAsync(http, StatusCodes.Status429TooManyRequests, "Too much at once", "More is waiting to be saved than can be saved soon. Nothing of this was; send it again.", Retry);
    }
}
