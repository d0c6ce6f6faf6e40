using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Judging.Forms;
using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Judging;

/// <summary>Reads a request as a judge would and writes its verdict in the form asked for.</summary>
/// <param name="shift">How much better than at first it finds everything now, as a share of the scale; null: it stays as it is.</param>
internal sealed class SimulatedJudge(SimulatorOptions options, Func<double>? shift = null)
{
    private const int KeptForms = 4096;
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HashCache<FormNode> schemas = new(KeptForms);
    private readonly HashCache<FormNode?> examples = new(KeptForms);
    private readonly HashCache<RubricGuide> guides = new(KeptForms);

    /// <summary>Adds the request's choices to the reply.</summary>
    /// <exception cref="JsonException">The schema asked for is not JSON.</exception>
    public void Answer(ChatRequest request, ReadOnlyMemory<byte> body, Reply reply)
    {
        var item = ItemFinder.Find(request);
        var system = SystemText(request);
        var guide = new Lazy<RubricGuide>(GuideOf(request), isThreadSafe: false);
        for (var i = 0; i < request.Choices; i++)
        {
            var start = reply.Bytes.WrittenCount;
            var scores = request.LogProbabilities ? new List<ScoreToken>() : null;
            var opinion = new Opinion(item, Traits(request, i, reply.Id) with { IsBestFirst = options.OrderBias != 0 && guide.Value.IsBestFirst });
            if (request.Form != AskedForm.Text || !PlainTextReply.TryWrite(reply.Bytes, system, item, opinion, scores))
            {
                var fenced = request.Form == AskedForm.Text;
                reply.Bytes.Write(fenced ? "```json\n"u8 : []);
                var json = new Utf8JsonWriter(reply.Bytes, Relaxed);
                new FormFiller(json, item, opinion, guide, scores).Fill(FormOf(request, body, item, guide));
                json.Flush();
                reply.Bytes.Write(fenced ? "\n```"u8 : []);
                scores = fenced ? scores?.ConvertAll(score => score with { Start = score.Start + "```json\n".Length }) : scores;
            }

            reply.Choices.Add(new ReplyChoice(start, reply.Bytes.WrittenCount - start, Ending.Complete, scores ?? []));
        }
    }

    private FormNode FormOf(ChatRequest request, ReadOnlyMemory<byte> body, in Item item, Lazy<RubricGuide> guide) =>
        request.Form is AskedForm.JsonSchema or AskedForm.Tool && !request.Schema.Equals(default)
            ? SchemaOf(body[request.Schema])
            : ExampleOf(item.After) ?? ExampleOf(item.Before) ?? ExampleOf(SystemText(request)) ?? ExampleForm.Default(guide.Value);

    private FormNode SchemaOf(ReadOnlyMemory<byte> schema)
    {
        var key = StableHash.Of(schema.Span);
        if (!schemas.TryGet(key, out var form))
        {
            form = SchemaForm.Read(schema);
            schemas.Add(key, form);
        }

        return form;
    }

    private FormNode? ExampleOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        var key = StableHash.Of(text);
        if (!examples.TryGet(key, out var form))
        {
            form = ExampleForm.FindLast(text);
            examples.Add(key, form);
        }

        return form;
    }

    private Func<RubricGuide> GuideOf(ChatRequest request) => () =>
    {
        var system = SystemText(request);
        var text = system.IsEmpty ? request.Text : system;
        var key = StableHash.Of(text);
        if (!guides.TryGet(key, out var guide))
        {
            guide = RubricGuide.Read(text);
            guides.Add(key, guide);
        }

        return guide;
    };

    private JudgeTraits Traits(ChatRequest request, int choice, ulong call)
    {
        // Samples differ where a real model's would: by the seed given, else from choice to choice.
        var repeat = request.Temperature <= 0 ? 0UL : request.Seed is { } seed ? (ulong)seed : (ulong)choice;
        var key = StableHash.Of(request.Model, StableHash.Mix((ulong)options.Seed, repeat));
        return new JudgeTraits(options, key, StableHash.Mix(call, (ulong)choice), IsBestFirst: false) { Shift = shift?.Invoke() ?? 0 };
    }

    private static ReadOnlySpan<char> SystemText(ChatRequest request)
    {
        foreach (var message in request.Messages)
        {
            if (message.Role == ChatRole.System)
            {
                return request.TextOf(message);
            }
        }

        return [];
    }
}
