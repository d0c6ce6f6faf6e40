using System.Text.Encodings.Web;
using System.Text.Json;

namespace Assay.Providers.Http;

/// <summary>Writes a request's body into a pooled buffer with a writer that each thread keeps.</summary>
internal static class JsonBody
{
    // Prompts are not HTML: letters beyond ASCII stay as they are, which makes the body smaller and the same for a given text.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static PooledBuffer Write<TState>(int capacity, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new PooledBuffer(capacity);
        try
        {
            // Taken off the thread while in use, so that a body written from inside another one cannot meet it.
            Utf8JsonWriter writer = _writer ?? new Utf8JsonWriter(buffer, Options);
            _writer = null;
            writer.Reset(buffer);
            write(writer, state);
            writer.Flush();
            _writer = writer;
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
