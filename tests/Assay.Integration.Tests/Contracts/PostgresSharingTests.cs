using System.Collections.Concurrent;
using Assay.Collecting.Intake;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Npgsql;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Several processes on one ledger: each of them opens it for itself, as these tests do.</summary>
public sealed partial class PostgresSharingTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly SettableClock _clock = new();
    private readonly List<IServiceLedger> _ledgers = [];
    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        await AssertSoundAsync();
        foreach (IServiceLedger ledger in _ledgers)
        {
            await ledger.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ledgers_that_are_opened_together_make_the_schema_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync()));

        Assert.Equal(1L, await AskAsync("SELECT count(*) FROM assay.schema_version WHERE number = 1"));
        Assert.Equal(5L, await AskAsync("SELECT count(*) FROM assay.workers"));
    }

    [Fact]
    public async Task A_source_is_read_by_one_of_several_until_that_one_stops()
    {
        IServiceLedger first = await OpenAsync();
        IServiceLedger second = await OpenAsync();

        bool[] owned = await Task.WhenAll(new[] { first, second, first, second }.Select(l => l.TryOwnSourceAsync("logs", Cancel)));
        IServiceLedger owner = owned[0] ? first : second;
        IServiceLedger other = owned[0] ? second : first;
        bool before = await other.TryOwnSourceAsync("logs", Cancel);
        bool another = await other.TryOwnSourceAsync("tickets", Cancel);
        lock (_ledgers)
        {
            _ledgers.Remove(owner);
        }

        await owner.DisposeAsync();

        Assert.Equal((owned[0], !owned[0]), (owned[2], owned[3]));
        Assert.Equal((false, true, true), (before, another, await other.TryOwnSourceAsync("logs", Cancel)));
    }

    [Fact]
    public async Task A_newer_ledger_and_a_schema_of_another_program_are_refused_without_the_password()
    {
        await OpenAsync();
        await server.ExecuteAsync(_database, "INSERT INTO assay.schema_version (number) VALUES (4711)");
        string foreign = await server.CreateDatabaseAsync();
        await server.ExecuteAsync(foreign, "CREATE SCHEMA assay; CREATE TABLE assay.theirs (a int)");

        LedgerException newer = await Assert.ThrowsAsync<LedgerException>(() => OpenAsync());
        LedgerException theirs = await Assert.ThrowsAsync<LedgerException>(() => OpenAsync(foreign));
        await server.ExecuteAsync(_database, "DELETE FROM assay.schema_version WHERE number = 4711");

        Assert.Contains("was written by a newer Assay", newer.Message, StringComparison.Ordinal);
        Assert.Contains("not of an Assay ledger", theirs.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, newer.Message + theirs.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1", newer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        await using var store = LedgerStore.Of(server.Url(_database).Replace(Uri.EscapeDataString(PostgresServer.Password), "wr0ng-canary", StringComparison.Ordinal));

        LedgerException refused = await Assert.ThrowsAsync<LedgerException>(() => store.OpenAsync(_clock, isService: true, Cancel));

        await OpenAsync();
        Assert.Contains("refuses the connection", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_owed_is_given_out_once_however_many_ask_for_it()
    {
        IServiceLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        JudgeIntake judge = await StandAsync(ledgers);
        await ReceiveAsync(ledgers[0], judge, [.. Enumerable.Range(0, 400).Select(i => $"r{i}")]);
        var given = new ConcurrentBag<string>();

        await Task.WhenAll(ledgers.Select(async ledger =>
        {
            while (await ledger.TakeOwedAsync(judge.Run, 7, Cancel) is { Count: > 0 } owed)
            {
                foreach (AcceptedResponse response in owed)
                {
                    given.Add(response.Response.Id);
                }

                await RecordAsync(ledger, judge, owed, Material.Scored());
            }
        }));

        Assert.Equal(Enumerable.Range(0, 400).Select(i => $"r{i}").Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
        Assert.Equal(400, (await ledgers[3].AccountAsync(Cancel)).Entries.Single().Count);
    }

    [Fact]
    public async Task Who_stops_gives_back_at_once_what_it_had_claimed()
    {
        IServiceLedger first = await OpenAsync();
        IServiceLedger second = await OpenAsync();
        JudgeIntake judge = await StandAsync(first, second);
        await ReceiveAsync(first, judge, "a", "b");
        IReadOnlyList<AcceptedResponse> owed = await first.TakeOwedAsync(judge.Run, 9, Cancel);
        await first.ReserveAsync(judge.Run, 0.5m, Cancel);
        Assert.Empty(await second.TakeOwedAsync(judge.Run, 9, Cancel));

        await first.DisposeAsync();
        _ledgers.Remove(first);

        Assert.Equal(["a", "b"], owed.Select(o => o.Response.Id));
        Assert.Equal(["a", "b"], (await second.TakeOwedAsync(judge.Run, 9, Cancel)).Select(o => o.Response.Id));
        Assert.Equal(0.5m, (await second.SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).RunUsd);
    }

    [Fact]
    public async Task Who_was_taken_off_the_list_writes_no_verdict_on_what_another_has_claimed_and_what_it_paid_is_counted()
    {
        IServiceLedger late = await OpenAsync();
        IServiceLedger other = await OpenAsync();
        JudgeIntake judge = await StandAsync(late, other);
        await ReceiveAsync(late, judge, "a", "b");
        IReadOnlyList<AcceptedResponse> owed = await late.TakeOwedAsync(judge.Run, 9, Cancel);
        await server.ExecuteAsync(_database, """
            UPDATE assay.outcomes SET claimed_by = NULL; DELETE FROM assay.workers WHERE worker_id = (SELECT min(worker_id) FROM assay.workers)
            """);
        AcceptedResponse taken = (await other.TakeOwedAsync(judge.Run, 1, Cancel)).Single();

        await RecordAsync(late, judge, owed, Material.Scored());
        LedgerAccount between = await late.AccountAsync(Cancel);
        await RecordAsync(other, judge, [taken], Material.Unscored());

        // "b" was nobody's: its verdict was paid for and is taken.
        Assert.Equal([(OutcomeState.Owed, 1), (OutcomeState.Scored, 1)], between.Entries.Select(e => (e.State, e.Count)));
        Trail.Judgment judgment = (await other.TrailAsync("a", Cancel))!.Revisions[0].Judgments[0];
        Assert.Equal((OutcomeState.Unscored, 3), (judgment.Result.Outcome, judgment.Attempts.Count));
        Assert.Equal(2L, await AskAsync("SELECT count(*) FROM assay.workers"));
    }

    [Fact]
    public async Task What_another_process_saves_is_heard_of_soon()
    {
        IServiceLedger hearing = await OpenAsync();
        IServiceLedger saving = await OpenAsync();
        JudgeIntake judge = await StandAsync(hearing, saving);
        // Whoever begins to listen is told once for what came before.
        var began = new TaskCompletionSource();
        var heard = new TaskCompletionSource();
        hearing.SavedElsewhere += (_, _) => _ = began.TrySetResult() || heard.TrySetResult();
        await ReceiveAsync(saving, judge, "a");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await ReceiveAsync(saving, judge, "b");

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_version_that_somebody_still_judges_for_is_left_to_them_until_they_stop()
    {
        IServiceLedger older = await OpenAsync();
        IServiceLedger newer = await OpenAsync();
        JudgeIntake old = await StandAsync(older);
        await ReceiveAsync(older, old, "a", "b");
        await older.TakeOwedAsync(old.Run, 1, Cancel);
        RunKey renewed = await newer.OpenStandingRunAsync(Material.Judge(question: "Is it right and complete?"), IntakeRule.All, Cancel);
        Assert.Empty(await newer.TakeOwedAsync(renewed, 9, Cancel));

        await older.DisposeAsync();
        _ledgers.Remove(older);

        Assert.Equal(["a", "b"], (await newer.TakeOwedAsync(renewed, 9, Cancel)).Select(o => o.Response.Id));
    }

    [Fact]
    public async Task The_same_id_sent_to_several_at_once_is_one_response()
    {
        IServiceLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        JudgeIntake judge = await StandAsync(ledgers);
        IReadOnlyList<Receipt>[] receipts = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            // Each in another order.
            string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"r{i}")];
            new Random(n).Shuffle(ids);
            return await ReceiveAsync(ledgers[n % 4], judge, ids);
        }));

        Assert.Equal(50, receipts.Sum(r => r.Count(x => x.Kind == ReceiptKind.Accepted)));
        Assert.Equal(39 * 50, receipts.Sum(r => r.Count(x => x.Kind == ReceiptKind.Known)));
        Assert.Equal(50, (await ledgers[0].AccountAsync(Cancel)).Entries.Single().Count);
    }

    [Fact]
    public async Task A_request_with_a_key_sent_to_several_at_once_is_answered_by_one()
    {
        IServiceLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        JudgeIntake judge = await StandAsync(ledgers);
        IntakeResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(async n => (await ledgers[n % 4].ReceiveAsync(
            [new IntakeRequest([new Arrival(Material.Response($"of-{n}", 1).Response)], [], new IdempotencyKey("k", [1]))], [judge], Cancel)).Single()));

        Assert.Single(results.OfType<IntakeResult.Taken>());
        Assert.Equal(49, results.OfType<IntakeResult.Repeated>().Count());
        Assert.Single(results.OfType<IntakeResult.Repeated>().Select(r => Convert.ToHexString(r.Answer)).Distinct());
    }

    [Fact]
    public async Task Connections_that_are_cut_a_hundred_times_lose_nothing_and_double_nothing()
    {
        IServiceLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OpenAsync()));
        JudgeIntake judge = await StandAsync(ledgers);
        using var cutting = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<string>();
        int calls = 0;
        Task[] working =
        [
            .. ledgers.Select((ledger, n) => Task.Run(async () =>
            {
                for (int i = 0; !cutting.IsCancellationRequested; i++)
                {
                    string[] ids = [$"{n}-{i}-a", $"{n}-{i}-b"];
                    await UntilAsync(() => ReceiveAsync(ledger, judge, ids));
                    Array.ForEach(ids, acknowledged.Add);
                    IReadOnlyList<AcceptedResponse> owed = await UntilAsync(() => ledger.TakeOwedAsync(judge.Run, 5, Cancel));
                    Interlocked.Add(ref calls, owed.Count);
                    await UntilAsync(async () => { await RecordAsync(ledger, judge, owed, Material.Scored(attempts: [Material.Attempt()])); return 0; });
                }
            }, Cancel)),
        ];
        int cut = 0;
        while (cut < 100)
        {
            cut += Convert.ToInt32(await AskAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{_database}' AND pid <> pg_backend_pid()"), System.Globalization.CultureInfo.InvariantCulture);
            await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, Cancel);
        }

        await cutting.CancelAsync();
        await Task.WhenAll(working);
        while (await ledgers[0].TakeOwedAsync(judge.Run, 100, Cancel) is { Count: > 0 } rest)
        {
            calls += rest.Count;
            await RecordAsync(ledgers[0], judge, rest, Material.Scored(attempts: [Material.Attempt()]));
        }

        TestContext.Current.SendDiagnosticMessage($"{cut} connections cut, {acknowledged.Count} responses");
        Assert.Equal((long)acknowledged.Count, await AskAsync("SELECT count(*) FROM assay.responses"));
        Assert.Equal((long)acknowledged.Count, await AskAsync("SELECT count(*) FROM assay.outcomes WHERE state = 1"));
        Assert.Equal((long)calls, await AskAsync("SELECT count(*) FROM assay.attempts"));
        Assert.Equal(acknowledged.Count, calls);

        // What fails in the end, the service tells its sender, who sends it again.
        static async Task<T> UntilAsync<T>(Func<Task<T>> work)
        {
            while (true)
            {
                try
                {
                    return await work();
                }
                catch (LedgerException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
                }
            }
        }
    }

    [Fact]
    public async Task What_json_of_a_database_refuses_is_found_by_its_slice_and_counted()
    {
        IServiceLedger ledger = await OpenAsync();
        JudgeIntake judge = await StandAsync(ledger);
        string[] bodies = [@"""zero\u0000in it""", @"""half \ud83d of a pair""", @"""whole \ud83d\ude00 pair""", @"""back\\u0000slash"""];
        IntakeRequest request = IntakeBody.Read(System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', bodies.Select((b, i) => $$"""{"id":"{{i}}","input":"q","output":{{b}},"route":{{b}}}"""))}]"));
        await ledger.ReceiveAsync([request], [judge], Cancel);
        await RecordAsync(ledger, judge, await ledger.TakeOwedAsync(judge.Run, 9, Cancel), Material.Scored());

        string[] values = ["zero\0in it", "half \ufffd of a pair", "whole \U0001F600 pair", @"back\u0000slash"];
        foreach (string value in values)
        {
            Surfacing.Quality? quality = await ledger.QualityAsync(
                new Surfacing.QualityQuery("quality", Material.Noon.AddDays(-1), Material.Noon.AddDays(1), null, ("route", value)), Cancel);
            Assert.True(quality?.Count(OutcomeState.Scored) == 1, value);
        }
    }

    private async Task<IServiceLedger> OpenAsync(string? database = null)
    {
        await using var store = LedgerStore.Of(server.Url(database ?? _database));
        IServiceLedger ledger = await store.OpenAsync(_clock, isService: true, Cancel);
        lock (_ledgers)
        {
            _ledgers.Add(ledger);
        }

        return ledger;
    }

    private static Task<JudgeIntake> StandAsync(params IServiceLedger[] ledgers) => StandAsync(Material.Judge(), ledgers);

    private static async Task<JudgeIntake> StandAsync(Judge judge, params IServiceLedger[] ledgers)
    {
        RunKey[] runs = await Task.WhenAll(ledgers.Select(l => l.OpenStandingRunAsync(judge, IntakeRule.All, Cancel)));
        return new JudgeIntake(Assert.Single(runs.Distinct()), IntakeRule.All);
    }

    private static async Task<IReadOnlyList<Receipt>> ReceiveAsync(IServiceLedger ledger, JudgeIntake judge, params string[] ids) => Assert.IsType<IntakeResult.Taken>(
        Assert.Single(await ledger.ReceiveAsync([new IntakeRequest([.. ids.Select(id => new Arrival(Material.Response(id, 1).Response))], [])], [judge], Cancel))).Receipts;

    private static Task RecordAsync(IServiceLedger ledger, JudgeIntake judge, IReadOnlyList<AcceptedResponse> owed, Judged judged) =>
        ledger.RecordAsync(judge.Run, [.. owed.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, judged))], reservedUsd: null, Cancel);

    private async Task AssertSoundAsync()
    {
        await using var store = LedgerStore.Of(server.Url(_database));
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        Assert.All(await ledger.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.Connection(_database));
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // Only constants of this class come here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancel);
    }
}
