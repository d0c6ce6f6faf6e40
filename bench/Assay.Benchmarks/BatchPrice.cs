using System.Globalization;
using Assay.Benchmarks.Measuring;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using Assay.Simulator;
using Microsoft.Extensions.AI;

namespace Assay.Benchmarks;

/// <summary>
/// What 1,000 judgments cost by the price list: a rubric of 1,500 tokens, items of 800, verdicts of 150, sent to the simulated provider
/// plain, with prefix caching, in batches, and with both. Tokens are those that the provider reports.
/// </summary>
internal static class BatchPrice
{
    private const int RubricTokens = 1_500;
    private const int ItemTokens = 800;
    private const int VerdictTokens = 150;
    private const int BytesPerToken = 4;
    private const double Bar = 0.30;

    private static readonly string[] Models = ["anthropic:claude-sonnet-4-5", "openai:gpt-5", "openai:gpt-5-mini", "openai:gpt-4.1-mini"];
    private static readonly ChatOptions Options = new() { MaxOutputTokens = 2 * VerdictTokens };

    /// <returns>0 where one model reaches the bar; the others are shown.</returns>
    public static async Task<int> RunAsync(int judgments)
    {
        using var folder = new TemporaryFolder();
        string replay = folder.File("verdicts.jsonl");
        await File.WriteAllTextAsync(replay, $$"""{"when_request_contains":"Item","reply":"{{Text("{'accuracy': 'as it is'}", VerdictTokens)}}"}""");
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { ReplayFile = replay }, CancellationToken.None);
        Console.WriteLine($"USD per 1,000 judgments, {judgments} asked of each; in brackets the share of the plain cost");
        Console.WriteLine($"{"model",-32} {"plain",18} {"cached",18} {"batch",18} {"both",18}");
        bool isReached = false;
        foreach (string name in Models)
        {
            ModelReference model = ModelReference.TryParse(name)!;
            decimal plain = await LiveAsync(provider, model, judgments, caches: false);
            decimal cached = await LiveAsync(provider, model, judgments, caches: true);
            decimal batch = await BatchAsync(provider, model, judgments, caches: false);
            decimal both = await BatchAsync(provider, model, judgments, caches: true);
            Console.WriteLine($"{name,-32} {Shown(plain, plain)} {Shown(cached, plain)} {Shown(batch, plain)} {Shown(both, plain)}");
            isReached |= (double)(both / plain) <= Bar;
        }

        return isReached ? 0 : 1;
    }

    private static async Task<decimal> LiveAsync(ProviderSimulator provider, ModelReference model, int judgments, bool caches)
    {
        using ChatClientFactory factory = Factory(provider, model, caches);
        using IChatClient client = factory.Create(model);
        ModelPrice price = factory.Priced(model, PriceList.Builtin.Find(model)!);
        decimal usd = 0;
        for (int i = 0; i < judgments; i++)
        {
            usd += Cost(price, await client.GetResponseAsync(Messages(i, $"live {caches}"), Options), caches);
        }

        return usd * 1_000 / judgments;
    }

    private static async Task<decimal> BatchAsync(ProviderSimulator provider, ModelReference model, int judgments, bool caches)
    {
        using ChatClientFactory factory = Factory(provider, model, caches);
        using IBatchClient client = factory.CreateBatchClient(model, out _)!;
        ModelPrice price = factory.Priced(model, PriceList.Builtin.Find(model)!).InBatch();
        using IBatchUpload upload = client.Begin("bench");
        for (int i = 0; i < judgments; i++)
        {
            upload.TryAdd(new BatchRequest($"{i}-0", Messages(i, $"batch {caches}"), Options));
        }

        decimal usd = 0;
        int answered = 0;
        await foreach (BatchResult result in client.ResultsAsync(await upload.SubmitAsync(CancellationToken.None), CancellationToken.None))
        {
            usd += Cost(price, result.Reply!, caches);
            answered++;
        }

        return answered == judgments ? usd * 1_000 / judgments : throw new InvalidOperationException($"{answered} of {judgments} were answered.");
    }

    /// <summary>OpenAI caches unasked: what it would cost without is told by taking no token for cached.</summary>
    private static decimal Cost(ModelPrice price, ChatResponse reply, bool caches)
    {
        UsageDetails usage = reply.Usage!;
        long cached = caches ? usage.CachedInputTokenCount ?? 0 : 0;
        return price.Cost(usage.InputTokenCount!.Value, cached, usage.OutputTokenCount!.Value, usage.AdditionalCounts?.GetValueOrDefault(ReplyProperties.CacheWriteCount) ?? 0);
    }

    private static ChatClientFactory Factory(ProviderSimulator provider, ModelReference model, bool caches)
    {
        WireFormat format = model.Provider == "anthropic" ? WireFormat.Anthropic : WireFormat.OpenAi;
        var settings = new ProviderSettings { Name = model.Provider, Format = format, BaseUrl = new Uri(provider.BaseAddress, format == WireFormat.Anthropic ? "" : "v1"), PromptCache = caches };
        return new ChatClientFactory(
            new Dictionary<string, ProviderSettings> { [model.Provider] = settings }, _ => "any", TimeProvider.System, new ProviderLimits(TimeSpan.FromSeconds(60)));
    }

    private static List<ChatMessage> Messages(int item, string way) =>
    [
        new(ChatRole.System, Text($"Rubric of the judgments asked {way}.", RubricTokens)),
        new(ChatRole.User, Text(string.Create(CultureInfo.InvariantCulture, $"Item {item}."), ItemTokens)),
    ];

    private static string Text(string beginning, int tokens) => beginning.PadRight(tokens * BytesPerToken, '.');

    private static string Shown(decimal usd, decimal plain) => string.Create(CultureInfo.InvariantCulture, $"{usd,9:0.000} ({usd / plain:0.000}x)");
}
