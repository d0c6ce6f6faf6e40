using Assay.Checking;
using Assay.Checking.Ledger;
using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Checking;

/// <summary>A ledger that is too large to be read at every look.</summary>
public sealed class OutcomeBlocksTests : IDisposable
{
    private const int Blocks = 12;
    private const int LooksUntilAllHadTheirTurn = 3;
    private const string Old = "response_key = 72001";

    private readonly TemporaryFolder _folder = new();
    private readonly Findings _findings = new();
    private readonly OutcomeBlocks _blocks;

    public OutcomeBlocksTests()
    {
        _blocks = new OutcomeBlocks(_findings);
        Run($"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE responses (response_key INTEGER PRIMARY KEY, id TEXT, body TEXT);
            CREATE TABLE outcomes (response_key INTEGER, judge_version_key INTEGER, repeat INTEGER, state INTEGER, reason TEXT, overall REAL, failure_code TEXT, decided_at INTEGER,
                PRIMARY KEY (response_key, judge_version_key, repeat)) WITHOUT ROWID;
            CREATE TABLE criterion_scores (response_key INTEGER, judge_version_key INTEGER, repeat INTEGER, criterion TEXT, score REAL, label TEXT,
                PRIMARY KEY (response_key, judge_version_key, repeat, criterion)) WITHOUT ROWID;
            CREATE TABLE tallies (state INTEGER, outcomes INTEGER);
            CREATE TABLE attempts (response_key INTEGER);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Blocks * OutcomeBlock.Size}) INSERT INTO responses SELECT i, 'r' || i, '' FROM n;
            INSERT INTO outcomes SELECT response_key, 1, 0, 1, NULL, 3.5, NULL, 1 FROM responses;
            INSERT INTO criterion_scores SELECT response_key, 1, 0, 'overall', 3.5, NULL FROM responses;
            INSERT INTO tallies VALUES (1, {Blocks * OutcomeBlock.Size}), (0, 0);
            """);
        Look();
    }

    [Fact]
    public void What_is_right_is_counted_and_found_right()
    {
        Look();

        Assert.Equal(new OutcomeCounts(0, Blocks * OutcomeBlock.Size, 0, 0), _blocks.Counts);
        Assert.Equal(0, _findings.All);
    }

    [Fact]
    public void A_tally_that_moves_is_found_at_the_next_look()
    {
        Run("UPDATE tallies SET outcomes = outcomes - 1 WHERE state = 1; UPDATE tallies SET outcomes = 1 WHERE state = 0;");

        Look();

        Assert.Equal((1, 1), (_findings.Of(FindingKind.Unbalanced), _findings.All));
    }

    [Fact]
    public void What_is_new_is_counted_at_once_and_again_when_it_is_decided()
    {
        Run($"INSERT INTO responses VALUES ({(Blocks * OutcomeBlock.Size) + 1}, 'new', ''); INSERT INTO outcomes SELECT response_key, 1, 0, 0, NULL, NULL, NULL, NULL FROM responses WHERE id = 'new'; UPDATE tallies SET outcomes = 1 WHERE state = 0;");
        Look();
        Run("UPDATE outcomes SET state = 2, reason = 'refused' WHERE state = 0; UPDATE tallies SET outcomes = 0 WHERE state = 0; INSERT INTO tallies VALUES (2, 1);");

        Look();

        Assert.Equal(new OutcomeCounts(0, Blocks * OutcomeBlock.Size, 1, 0), _blocks.Counts);
        Assert.Equal(0, _findings.All);
    }

    [Theory]
    [InlineData($"UPDATE outcomes SET overall = 3.5000000000000004 WHERE {Old}", FindingKind.Changed)]
    [InlineData($"UPDATE criterion_scores SET score = 4 WHERE {Old}", FindingKind.Changed)]
    [InlineData($"DELETE FROM criterion_scores WHERE {Old}", FindingKind.Changed)]
    [InlineData($"DELETE FROM responses WHERE {Old}", FindingKind.Unbalanced)]
    public void A_change_among_old_outcomes_is_found_when_their_turn_comes(string sql, FindingKind expected)
    {
        Run(sql);

        for (int look = 0; look < LooksUntilAllHadTheirTurn; look++)
        {
            Look();
        }

        Assert.Equal((1, 1), (_findings.Of(expected), _findings.All));
    }

    public void Dispose() => _folder.Dispose();

    private void Look()
    {
        using LedgerSnapshot ledger = LedgerSnapshot.TryOpen(_folder.File("ledger.db"))!;
        _blocks.Look(ledger, _ => { });
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("ledger.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
