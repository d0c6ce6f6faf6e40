using Assay.Configuring;
using Assay.Providers;
using Assay.Providers.Offline;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Cli.Judging;

/// <summary>A judge that is ready to be asked: its model client, its price, and the form of reply its endpoint gives; of a panel, those of each who is asked.</summary>
internal sealed class JudgeSession : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly ChatClientFactory _clients;
    private ChatClientFactory? _owned;

    private JudgeSession(Judge judge, ChatClientFactory clients, IChatClient client, ModelPrice price, ReplyForm strictestForm = ReplyForm.JsonSchema)
    {
        StrictestForm = strictestForm;
        _clients = clients;
        Judge = judge;
        Client = client;
        Price = price;
    }

    public Judge Judge { get; }

    public IChatClient Client { get; }

    public ModelPrice Price { get; }

    /// <summary>Null where the provider has no batches.</summary>
    public BatchAccess? Batches { get; private init; }

    /// <summary>What the judge's terms want of batches and its provider has not, for people; null where all is as wanted.</summary>
    public string? LaneNotice { get; private init; }

    /// <summary>Where finding out the form of reply begins.</summary>
    public ReplyForm StrictestForm { get; }

    /// <summary>Of a panel, one for each judge that is asked; of a single judge none.</summary>
    private IReadOnlyList<JudgeSession> Members { get; init; } = [];

    /// <summary>Those that reach a model: itself, or those of the panel.</summary>
    public IReadOnlyList<JudgeSession> Asked => Judge.Panel is null ? [this] : Members;

    public IReadOnlyList<ModelPrice> Prices => [.. Asked.Select(a => a.Price).Distinct()];

    /// <summary>Whether one call may ask for several samples.</summary>
    public ManyChoices Choices => Judge.Model.IsOffline || Judge.Questions.Count == 0 ? new ManyChoices(given: false) : _clients.ChoicesOf(Judge.Model);

    /// <summary>Provider and address, as what was found out about it is remembered under.</summary>
    public string Endpoint => EndpointOf(Client, Judge.Model);

    /// <exception cref="ConfigurationException">The model has no known price and is not declared free.</exception>
    /// <exception cref="ProviderConfigurationException">No key, no such provider, or an address that is none.</exception>
    public static JudgeSession Open(Settings settings, Judge judge, TimeProvider clock)
    {
        ChatClientFactory factory = Clients(settings, clock);
        try
        {
            JudgeSession session = Open(settings, judge, factory);
            session._owned = factory;
            return session;
        }
        catch
        {
            factory.Dispose();
            throw;
        }
    }

    /// <summary>With clients and pacers that other judges use too; the caller closes them.</summary>
    /// <inheritdoc cref="Open(Settings, Judge, TimeProvider)"/>
    public static JudgeSession Open(Settings settings, Judge judge, ChatClientFactory clients)
    {
        if (judge.Panel is { } panel)
        {
            return OpenPanel(settings, judge, panel, clients);
        }

        if (judge.Questions.Count == 0)
        {
            return new JudgeSession(judge, clients, new NoChatClient(), ModelPrice.Free) { LaneNotice = NoBatches(judge, "its criteria are all checks, and no model is asked") };
        }

        if (judge.Model.IsOffline)
        {
            return judge.Model.Model == HeuristicChatClient.Model
                ? new JudgeSession(judge, clients, new HeuristicChatClient(), ModelPrice.Free) { LaneNotice = NoBatches(judge, "it makes no calls") }
                : throw new ConfigurationException($"{judge.Model} is not known. The one judge without a model is offline:{HeuristicChatClient.Model}, beside those whose criteria are all checks.");
        }

        IChatClient client = clients.Create(judge.Model);
        ModelPrice price = PriceOf(settings, judge.Model, clients);
        IBatchClient? batches = clients.CreateBatchClient(judge.Model, out string? whyNot);
        return new JudgeSession(judge, clients, client, price, clients.StrictestForm(judge.Model))
        {
            Batches = batches is null ? null : new BatchAccess(batches, price.InBatch(), EndpointOf(client, judge.Model), judge.Model.Model),
            LaneNotice = batches is null ? NoBatches(judge, whyNot ?? "its provider has no batches") : null,
        };
    }

    /// <exception cref="ConfigurationException">Batches were asked for by name.</exception>
    private static string? NoBatches(Judge judge, string whyNot) => judge.Terms.Lanes switch
    {
        { MustWait: true } => throw new ConfigurationException($"{judge.Model} cannot be asked by batches: {whyNot}. Leave the lane out, or say `live`."),
        { MayWait: true } => $"{judge.Model} cannot be asked by batches: {whyNot}. Everything is asked live.",
        _ => null,
    };

    private static JudgeSession OpenPanel(Settings settings, Judge judge, Panel panel, ChatClientFactory clients)
    {
        var members = new List<JudgeSession>();
        string? notice;
        try
        {
            foreach (Judge member in panel.Judges)
            {
                // What is batched is a judge's own work, and this is the panel's.
                members.Add(Open(settings, member with { Terms = member.Terms with { Lanes = LaneTerms.Live } }, clients));
            }

            notice = members.Find(m => m.Batches is null) is { } without ? NoBatches(judge, $"its member {without.Judge.Name} has none ({without.Judge.Model})") : null;
        }
        catch
        {
            members.ForEach(m => m.Dispose());
            throw;
        }

        return new JudgeSession(judge, clients, new NoChatClient(), ModelPrice.Free)
        {
            Members = members,
            LaneNotice = notice,
        };
    }

    /// <summary>A way to the models without a limiter or a ledger: for a plan, and for a single question.</summary>
    /// <param name="client">What is asked in place of each judge's client.</param>
    /// <param name="byBatch">At the prices of batches, where there are any.</param>
    public JudgeAccess Plain(Func<Judge, IChatClient, IChatClient>? client = null, Budget? budget = null, bool byBatch = false) => new(
        Asked.ToDictionary(a => a.Judge.Version, a => new ModelAccess { Client = client?.Invoke(a.Judge, a.Client) ?? a.Client, Price = byBatch && a.Batches is { } batches ? batches.Price : a.Price, Forms = new ReplyForms(a.StrictestForm), Choices = a.Choices, Budget = budget }), int.MaxValue);

    /// <summary>The same model asked by another judge, such as one with another prompt; this session stays the one to close.</summary>
    public JudgeSession As(Judge judge) => new(judge, _clients, Client, Price, StrictestForm) { Batches = Batches, LaneNotice = LaneNotice };

    public static ChatClientFactory Clients(Settings settings, TimeProvider clock) => new(
        settings.File.Providers, Environment.GetEnvironmentVariable, clock, new ProviderLimits(settings.Time(JudgeOptions.Timeout) ?? DefaultTimeout));

    /// <summary>How the judge reaches its models; asks the ledger which form of reply each endpoint gives, and tells it when that is found out.</summary>
    /// <param name="concurrency">Calls to each at the same time at most.</param>
    public async Task<JudgeAccess> AccessAsync(ILedger ledger, int concurrency, Budget? budget, CancellationToken cancellationToken)
    {
        var models = new Dictionary<string, ModelAccess>();
        foreach (JudgeSession asked in Asked)
        {
            models[asked.Judge.Version] = await asked.ModelAsync(ledger, concurrency, budget, cancellationToken);
        }

        return new JudgeAccess(models, concurrency);
    }

    private async Task<ModelAccess> ModelAsync(ILedger ledger, int concurrency, Budget? budget, CancellationToken cancellationToken)
    {
        string model = Judge.Model.Model;
        ReplyForm? known = Judge.Model.IsOffline ? ReplyForm.JsonSchema : await ledger.FindReplyFormAsync(Endpoint, model, cancellationToken);
        return new ModelAccess
        {
            Client = Client,
            Price = Price,
            Forms = new ReplyForms(known ?? StrictestForm, known is not null, form => _ = ledger.SaveReplyFormAsync(Endpoint, model, form, CancellationToken.None)),
            Choices = Choices,
            Pacer = Judge.Model.IsOffline ? null : _clients.PacerFor(Judge.Model, concurrency),
            Budget = budget,
            Batch = Batches,
        };
    }

    public void Dispose()
    {
        Client.Dispose();
        Batches?.Client.Dispose();
        foreach (JudgeSession member in Members)
        {
            member.Dispose();
        }

        _owned?.Dispose();
    }

    /// <exception cref="ConfigurationException">It has no known price and is not declared free.</exception>
    public static ModelPrice PriceOf(Settings settings, ModelReference model, ChatClientFactory factory)
    {
        if (settings.Flag(JudgeOptions.Free) || factory.IsFree(model))
        {
            return ModelPrice.Free;
        }

        return PriceListOf(settings).Find(model) is { } price ? factory.Priced(model, price) : throw new ConfigurationException(
            $"no price is known for {model}, so its cost could be neither shown nor capped. "
            + $"Add it to assay.yaml (prices: {{ unit: usd_per_million_tokens, \"{model}\": {{ input: 1.00, output: 4.00 }} }}), or say --free if it costs nothing.");
    }

    /// <summary>Provider and address of a model, as what was found out about it is remembered under.</summary>
    public static string EndpointOf(ChatClientFactory clients, ModelReference model)
    {
        using IChatClient client = clients.Create(model);
        return EndpointOf(client, model);
    }

    private static string EndpointOf(IChatClient client, ModelReference model) =>
        client.GetService<ChatClientMetadata>() is { } about ? $"{about.ProviderName} {about.ProviderUri}" : model.Provider;

    /// <summary>The built-in prices, then those of a list of the user's, then those in the configuration.</summary>
    private static PriceList PriceListOf(Settings settings)
    {
        PriceList prices = PriceList.Builtin;
        if (settings.Text(JudgeOptions.Prices) is { } file)
        {
            prices = prices.With(PriceList.ReadOrThrow(file));
        }

        return prices.With(settings.File.Prices);
    }
}
