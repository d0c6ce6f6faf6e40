using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Simulator.Chat;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Http;

/// <summary>One request and its answer, with buffers that the next request on the connection reuses.</summary>
internal sealed class Exchange
{
    private const int KeptBytes = 1 << 18;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public Exchange(HttpContext http)
    {
        Http = http;
        Json = new Utf8JsonWriter(Output, Relaxed);
    }

    public HttpContext Http { get; }

    public RequestBody Body { get; } = new();

    public ChatRequest Request { get; } = new();

    public Reply Reply { get; } = new();

    public ArrayBufferWriter<byte> Output { get; private set; } = new(4096);

    public Utf8JsonWriter Json { get; }

    public void Clear()
    {
        if (Output.Capacity > KeptBytes)
        {
            Output = new ArrayBufferWriter<byte>(4096);
        }

        Output.ResetWrittenCount();
        Json.Reset(Output);
        Body.Clear();
        Request.Clear();
        Reply.Clear();
    }
}
