using Assay.Collecting.Intake;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite;
using Assay.Storage.Sqlite.Serving;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteServiceLedgerTests : ServiceLedgerContract
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Judging_again_lets_a_conversation_wait_that_may_go_on()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        IntakeRule rule = IntakeRule.All with { Idle = TimeSpan.FromHours(1) };
        var judge = new JudgeIntake(await Ledger.OpenStandingRunAsync(Material.Judge(), rule, cancel), rule);
        await Ledger.ReceiveAsync([new IntakeRequest([new Arrival(Material.Response("chat", 1).Response)], [])], [judge], cancel);

        long owed = await RejudgeTable.OweAsync(_folder.File("ledger.db"), Material.Judge(), IntakeRule.All, DateTimeOffset.UnixEpoch, failed: true, TimeProvider.System, cancel);

        Assert.Equal(0, owed);
        Assert.Empty(await Ledger.TakeOwedAsync(judge.Run, 0, 9, cancel));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IServiceLedger> OpenAsync() => Task.FromResult<IServiceLedger>(SqliteLedger.Open(_folder.File("ledger.db"), Clock, isService: true));

    protected override IReadOnlyList<LedgerFinding> Check()
    {
        using LedgerQueries ledger = LedgerQueries.Open(_folder.File("ledger.db"));
        return ledger.Check();
    }
}
