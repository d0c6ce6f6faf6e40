using System.Text.Json;
using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Gating.Prompts;
using Assay.Gating.Targets;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Cli.Gating.Targets;

/// <summary>A model that answers with a prompt file, through the same providers as judges.</summary>
internal sealed class ModelTarget : ITarget
{
    private readonly PromptFile _prompt;
    private readonly ChatClientFactory _clients;
    private readonly IChatClient _client;
    private readonly PromptedModel _model;

    private ModelTarget(PromptFile prompt, ChatClientFactory clients, IChatClient client, ModelAccess access, TimeProvider clock)
    {
        (_prompt, _clients, _client) = (prompt, clients, client);
        _model = new PromptedModel(prompt, access, new RetryPolicy(new Random()), clock);
    }

    public string? Version => _prompt.Version;

    public long Calls => _model.Calls;

    public decimal CostUsd => _model.CostUsd;

    /// <param name="prompt">Names a model.</param>
    /// <param name="budget">That its calls may not exceed; it stays the caller's. Null: nothing is capped.</param>
    /// <exception cref="Configuring.ConfigurationException">The model has no known price and is not declared free.</exception>
    /// <exception cref="ProviderConfigurationException">No key, no such provider, or an address that is none.</exception>
    public static ModelTarget Open(Settings settings, PromptFile prompt, TargetSettings target, Budget? budget, TimeProvider clock)
    {
        ModelReference model = prompt.Model!;
        var clients = new ChatClientFactory(settings.File.Providers, Environment.GetEnvironmentVariable, clock, new ProviderLimits(target.Timeout, TargetSettings.LargestReply));
        try
        {
            IChatClient client = clients.Create(model);
            var access = new ModelAccess
            {
                Client = client,
                Price = JudgeSession.PriceOf(settings, model, clients),
                Forms = new ReplyForms(ReplyForm.Text, known: true),
                Pacer = clients.PacerFor(model, target.Concurrency),
                Budget = budget,
            };
            return new ModelTarget(prompt, clients, client, access, clock);
        }
        catch
        {
            clients.Dispose();
            throw;
        }
    }

    public byte[] Request(Response of)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (ChatMessage message in _prompt.Render(of))
            {
                json.WriteStringValue(message.Role.Value);
                json.WriteStringValue(message.Text);
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public Task<TargetAnswer> AskAsync(Response of, CancellationToken cancellationToken) => _model.AskAsync(_prompt.Render(of), cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _clients.Dispose();
    }
}
