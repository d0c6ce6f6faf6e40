using System.Buffers;
using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Dialects;
using Assay.Simulator.Judging;

namespace Assay.Simulator;

/// <summary>The simulated judge without a wire: Chat Completions in, Chat Completions out, for simulations of many thousand calls. One caller at a time.</summary>
public sealed class InProcessProvider
{
    private readonly OpenAiDialect dialect = new(azure: false);
    private readonly ChatRequest request = new();
    private readonly Reply reply = new();
    private readonly ArrayBufferWriter<byte> output = new(4096);
    private readonly SimulatedJudge judge;
    private readonly SimulatorOptions options;
    private long number;

    /// <exception cref="SimulatorConfigurationException">An option is out of range.</exception>
    public InProcessProvider(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        this.options = options;
        judge = new SimulatedJudge(options);
    }

    /// <param name="body">A request as it would be posted.</param>
    /// <returns>The body of the reply; good until the next call.</returns>
    /// <exception cref="JsonException">The body is no such request.</exception>
    /// <exception cref="InvalidOperationException">The provider would refuse it.</exception>
    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> body)
    {
        request.Clear();
        reply.Clear();
        output.ResetWrittenCount();
        if (dialect.Read(body.Span, request) is { } error)
        {
            throw new InvalidOperationException(error.Message);
        }

        reply.Id = StableHash.Mix(~(ulong)options.Seed, (ulong)++number);
        reply.Model = request.Model;
        reply.CreatedAt = options.Clock.GetUtcNow();
        reply.PromptTokens = request.PromptTokens;
        judge.Answer(request, body, reply);
        using var json = new Utf8JsonWriter(output);
        dialect.WriteReply(json, request, reply);
        json.Flush();
        return output.WrittenMemory;
    }
}
