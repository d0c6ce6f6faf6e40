using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Assay.Simulator.Faults;

namespace Assay.Simulator.Recording;

/// <summary>An append-only JSONL file of requests, written by one task.</summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private const int FlushAt = 1 << 16;

    private readonly Channel<RequestRecord> records = Channel.CreateUnbounded<RequestRecord>(new UnboundedChannelOptions { SingleReader = true });
    private readonly FileStream file;
    private readonly Task writing;

    private RequestLog(FileStream file)
    {
        this.file = file;
        writing = Task.Run(WriteAllAsync);
    }

    public static RequestLog Open(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return new RequestLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SimulatorConfigurationException(path, null, $"The request log cannot be opened: {failure.Message}", "Check the path and its permissions.", failure);
        }
    }

    /// <summary>Never waits; the line is written shortly after.</summary>
    public void Add(RequestRecord record) => records.Writer.TryWrite(record);

    public async ValueTask DisposeAsync()
    {
        records.Writer.TryComplete();
        await writing;
        await file.DisposeAsync();
    }

    private async Task WriteAllAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(2 * FlushAt);
        await using var json = new Utf8JsonWriter(buffer);
        while (await records.Reader.WaitToReadAsync())
        {
            while (records.Reader.TryRead(out var record))
            {
                Write(json, record);
                buffer.Write("\n"u8);
                if (buffer.WrittenCount >= FlushAt)
                {
                    await FlushAsync(buffer);
                }
            }

            await FlushAsync(buffer);
        }
    }

    private async Task FlushAsync(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.WrittenCount > 0)
        {
            await file.WriteAsync(buffer.WrittenMemory);
            buffer.ResetWrittenCount();
        }
    }

    private static void Write(Utf8JsonWriter json, RequestRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("n"u8, record.Number);
        json.WriteString("t"u8, record.At.UtcDateTime);
        json.WriteString("path"u8, record.Path);
        json.WriteString("model"u8, record.Model);
        json.WriteNumber("status"u8, record.Status);
        json.WriteString("fault"u8, FaultNames.NameOf(record.Fault));
        json.WriteString("prompt_sha"u8, record.PromptSha);
        json.WriteString("item"u8, record.Item);
        json.WriteNumber("input_tokens"u8, record.Tokens.Input);
        json.WriteNumber("cached_tokens"u8, record.Tokens.Cached);
        json.WriteNumber("output_tokens"u8, record.Tokens.Output);
        if (record.Batch is { } batch)
        {
            json.WriteString("batch"u8, batch);
        }

        json.WriteEndObject();
        json.Flush();
        json.Reset();
    }
}
