using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Assay.Client.Sending;

/// <summary>Writes a response in the service's record format, or says which limit it breaks.</summary>
internal static class RecordWriter
{
    /// <summary>Bytes of one field, as UTF-8.</summary>
    public const int LargestField = 1024 * 1024;

    private const int LongestId = 255;

    // Of each thread, so that a response costs the application no more memory than its own bytes.
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _kept;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null where it was written, else what is wrong.</summary>
    public static string? TryWrite(AssayResponse response, string? release, TimeProvider clock, out QueuedResponse queued)
    {
        queued = default;
        try
        {
            if (Fault(response) is { } fault)
            {
                return fault;
            }

            bool isNamed = !string.IsNullOrEmpty(response.Id);
            string id = isNamed ? response.Id! : NewId(clock);
            ArrayBufferWriter<byte> target = _kept ?? new ArrayBufferWriter<byte>();
            target.ResetWrittenCount();
            // Taken away meanwhile: what the application hands over may come back here.
            _kept = null;
            using (var json = new Utf8JsonWriter(target, Options))
            {
                Write(json, response, id, response.Release ?? release, response.OccurredAt ?? (isNamed ? null : clock.GetUtcNow()));
            }

            if (target.WrittenCount >= ResponseBuffer.LargestBody)
            {
                return $"The response has {target.WrittenCount} bytes, but at most {ResponseBuffer.LargestBody} are sent. Shorten it.";
            }

            queued = new QueuedResponse(id, target.WrittenSpan.ToArray());
            _kept = target.Capacity <= LargestKept ? target : null;
            return null;
        }
        catch (Exception e)
        {
            // What the application hands over may be odd in any way, such as a list that another thread changes; it is told, not hit.
            return $"The response cannot be written: {e.Message}";
        }
    }

    public static string NewId(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    private static string? Fault(AssayResponse response) =>
        response.Input is null ? "\"input\" is missing."
        : response.Output is null ? "\"output\" is missing."
        : response.Id?.Length > LongestId ? $"\"id\" has {response.Id.Length} characters, but at most {LongestId} are kept."
        : TooLarge(response) is { } field ? $"\"{field}\" has more than {LargestField} bytes. Shorten it; a judge could not read it either."
        : null;

    private static string? TooLarge(AssayResponse response) =>
        IsTooLarge(response.Input) ? "input"
        : IsTooLarge(response.Output) ? "output"
        : IsTooLarge(response.Reference) ? "reference"
        : IsTooLarge(response.Release) ? "release"
        : response.Context?.Any(IsTooLarge) == true ? "context"
        : response.Conversation?.Any(t => IsTooLarge(t.Content)) == true ? "conversation"
        : response.Metadata?.FirstOrDefault(m => IsTooLarge(m.Value as string)).Key;

    // A character takes three bytes at most: nearly every text is settled by its length.
    private static bool IsTooLarge(string? text) =>
        text?.Length > LargestField || (text?.Length > LargestField / 3 && Encoding.UTF8.GetByteCount(text) > LargestField);

    private static void Write(Utf8JsonWriter json, AssayResponse response, string id, string? release, DateTimeOffset? occurredAt)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("input", response.Input);
        json.WriteString("output", response.Output);
        if (response.Context is { Count: > 0 } context)
        {
            json.WriteStartArray("context");
            foreach (string text in context)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }

        if (response.Reference is { } reference)
        {
            json.WriteString("reference", reference);
        }

        if (response.Conversation is { Count: > 0 } conversation)
        {
            WriteTurns(json, conversation);
        }

        if (release is not null)
        {
            json.WriteString("release", release);
        }

        if (occurredAt is { } time)
        {
            json.WriteString("occurred_at", time.UtcDateTime);
        }

        // Under an id that was made up nothing can follow.
        if (response.Closed || string.IsNullOrEmpty(response.Id))
        {
            json.WriteBoolean("closed", true);
        }

        if (response.Metadata is { Count: > 0 } metadata)
        {
            json.WriteStartObject("metadata");
            foreach ((string name, object? value) in metadata)
            {
                json.WritePropertyName(name);
                MetadataValue.Write(json, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTurns(Utf8JsonWriter json, IList<AssayTurn> turns)
    {
        json.WriteStartArray("conversation");
        foreach (AssayTurn turn in turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.Role);
            json.WriteString("content", turn.Content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
