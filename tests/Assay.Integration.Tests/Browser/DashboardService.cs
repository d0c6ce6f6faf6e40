using System.Text;
using Assay.Access;
using Assay.Calibrating.Labelling;
using Assay.Integration.Tests.Testing;
using Assay.Providers.Offline;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Server;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Browser;

/// <summary>The service over a ledger of a test, at an address of its own.</summary>
internal sealed class DashboardService : IAsyncDisposable
{
    private readonly SqliteLedger _ledger;
    private readonly AssayService _service;

    private DashboardService(SqliteLedger ledger, AssayService service)
    {
        _ledger = ledger;
        _service = service;
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address => new(_service.Urls.First());

    public HttpClient Http { get; }

    public ILabelStore Labels => _ledger.Labels;

    /// <summary>Judges what comes in at once, without a model.</summary>
    public static Judge Heuristic => new() { Name = "heuristic", Model = new ModelReference("offline", HeuristicChatClient.Model), Rubric = Rubric.Inline("grounding", "Is it grounded?") };

    /// <param name="judges">Whose provider refuses them.</param>
    public static async Task<DashboardService> StartAsync(string ledger, IReadOnlyList<Judge> judges, IReadOnlyList<ApiKey>? keys = null)
    {
        SqliteLedger opened = SqliteLedger.Open(ledger, TimeProvider.System, isService: true);
        AssayService service = await AssayService.StartAsync(
            new ServiceOptions
            {
                Urls = ["http://127.0.0.1:0"],
                Ledger = opened,
                Slices = ["route", "language"],
                Keys = _ => Task.FromResult(keys ?? []),
                Judges = [.. judges.Select(j => Served(j, new RefusedChatClient())), Served(Heuristic, new HeuristicChatClient())],
            },
            CancellationToken.None);
        return new DashboardService(opened, service);
    }

    public async Task SendAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Http.PostAsync("/v1/responses", content, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _service.StopAsync();
        await _service.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private static ServedJudge Served(Judge judge, Microsoft.Extensions.AI.IChatClient client) => new(
        judge, (budget, _) => Task.FromResult(JudgeAccess.To(judge, new ModelAccess { Client = client, Price = ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true), Budget = budget })), [ModelPrice.Free], Concurrency: 4);
}
