using System.IO.Compression;
using System.Text;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Storage.Sources;

namespace Assay.Integration.Tests.Sources;

public sealed class FolderSourceTests : ResponseSourceContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedClock _clock = new();

    protected override IResponseSource Open() => ResponseSources.Open(new SourceSettings.Folder { Name = "logs", Files = "logs/**/*" }, _folder.Path, _clock);

    protected override Task WriteAsync(params int[] numbers)
    {
        Append("app.jsonl", string.Concat(numbers.Select(Line)));
        return Task.CompletedTask;
    }

    protected override Task WriteBadAsync(int number)
    {
        Append("app.jsonl", $$"""{"id":"r{{number}}","question":"q"}""" + "\n");
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_line_without_its_end_waits_for_it()
    {
        string line = Line(2);
        Append("app.jsonl", Line(1) + line[..20]);
        Drained first = await DrainAsync();
        Append("app.jsonl", line[20..]);
        Drained second = await DrainAsync(first.Cursor);

        Assert.Equal(["r1"], first.Ids);
        Assert.Equal(["r2"], second.Ids);
        Assert.Empty(second.Rejected);
    }

    [Fact]
    public async Task A_last_line_without_a_line_break_is_taken_when_it_is_complete_and_nothing_was_added_since()
    {
        Append("app.jsonl", Line(1) + Line(2).TrimEnd('\n'));
        Drained first = await DrainAsync();
        Drained second = await DrainAsync(first.Cursor);
        Append("app.jsonl", "\n" + Line(3));
        Drained third = await DrainAsync(second.Cursor);

        Assert.Equal(["r1"], first.Ids);
        Assert.Equal(["r2"], second.Ids);
        Assert.Equal(["r3"], third.Ids);
        Assert.Empty(third.Rejected);
    }

    [Fact]
    public async Task A_half_line_is_never_taken_however_long_it_stands()
    {
        Append("app.jsonl", Line(1)[..15]);
        Drained read = await DrainAsync((await DrainAsync((await DrainAsync()).Cursor)).Cursor);

        Assert.Empty(read.Ids);
        Assert.Empty(read.Rejected);
    }

    [Fact]
    public async Task Lines_that_are_written_piece_by_piece_while_they_are_read_come_exactly_once()
    {
        const int count = 3_000;
        byte[] all = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, count).Select(n => Line(n).Replace("\"question ", "\"Frage für ", StringComparison.Ordinal))));
        Append("app.jsonl", "");
        Task writing = Task.Run(async () =>
        {
            var random = new Random(5);
            await using FileStream file = new(Full("app.jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            for (int at = 0; at < all.Length;)
            {
                int length = Math.Min(random.Next(1, 400), all.Length - at);
                await file.WriteAsync(all.AsMemory(at, length), Cancel);
                at += length;
            }
        }, Cancel);
        var ids = new List<string>();
        string? cursor = null;
        for (bool hasMore = true, last = false; hasMore || !last;)
        {
            last = writing.IsCompleted;
            await using IResponseSource source = Open();
            SourceBatch batch = await source.ReadAsync(cursor, 37, Cancel);
            Assert.Empty(batch.Rejected);
            ids.AddRange(batch.Responses.Select(r => r.Response.Id));
            (cursor, hasMore) = (batch.Cursor, batch.HasMore);
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, count).Select(n => $"r{n}"), ids);
    }

    [Fact]
    public async Task A_file_that_was_cut_begins_again()
    {
        Append("app.jsonl", Line(1) + Line(2) + Line(3));
        Drained first = await DrainAsync();
        File.WriteAllText(Full("app.jsonl"), Line(4));

        Assert.Equal(["r4"], (await DrainAsync(first.Cursor)).Ids);
    }

    [Fact]
    public async Task Another_file_under_the_same_name_begins_again_also_when_it_is_longer()
    {
        Append("app.jsonl", Line(1));
        Drained first = await DrainAsync();
        File.Move(Full("app.jsonl"), Full("app.jsonl.1"));
        Append("app.jsonl", Line(2) + Line(3));

        Assert.Equal(["r2", "r3"], (await DrainAsync(first.Cursor)).Ids);
    }

    [Fact]
    public async Task A_deleted_file_leaves_the_cursor()
    {
        Directory.CreateDirectory(_folder.File("logs"));
        string? empty = (await DrainAsync()).Cursor;
        Append("old/a.jsonl", Line(1));
        Drained read = await DrainAsync(empty);
        Directory.Delete(Full("old"), recursive: true);
        Drained gone = await DrainAsync(read.Cursor);

        Assert.Equal(["r1"], read.Ids);
        Assert.True(read.Cursor!.Length > empty!.Length);
        Assert.Equal(empty.Length, gone.Cursor!.Length);
    }

    [Fact]
    public async Task A_table_is_read_whole_when_it_has_not_changed_between_two_looks()
    {
        Append("a.csv", "id,question,answer\nr1,q,a\n");
        Drained noticed = await DrainAsync();
        Append("a.csv", "r2,q,a\n");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Drained changed = await DrainAsync(noticed.Cursor);
        Drained tooSoon = await DrainAsync(changed.Cursor);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Drained read = await DrainAsync(tooSoon.Cursor);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Drained done = await DrainAsync(read.Cursor);

        Assert.Empty(noticed.Ids.Concat(changed.Ids).Concat(tooSoon.Ids).Concat(done.Ids));
        Assert.Equal(["r1", "r2"], read.Ids);
    }

    [Fact]
    public async Task A_table_that_nobody_has_written_to_for_a_minute_is_read_at_the_first_look()
    {
        File.WriteAllBytes(Full("old.csv"), Whole("a.csv"));
        File.WriteAllBytes(Full("new.csv"), Whole("a.csv"));
        File.SetLastWriteTimeUtc(Full("old.csv"), SteppedClock.Start.UtcDateTime.AddMinutes(-1));
        File.SetLastWriteTimeUtc(Full("new.csv"), SteppedClock.Start.UtcDateTime.AddSeconds(-59));
        Drained read = await DrainAsync();

        Assert.Equal(["r1", "r3", "r4"], read.Ids);
        Assert.Equal("logs/old.csv:3", Assert.Single(read.Rejected).Place);
        Assert.Empty((await DrainAsync(read.Cursor)).Ids);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.tsv")]
    [InlineData("a.json")]
    [InlineData("a.jsonl.gz")]
    public async Task A_whole_file_is_read_at_every_boundary_with_its_bad_rows_rejected(string name)
    {
        File.WriteAllBytes(Full(name), Whole(name));
        Drained noticed = await DrainAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));

        for (int atMost = 1; atMost <= 5; atMost++)
        {
            Drained together = await DrainAsync(noticed.Cursor, atMost);
            string? cursor = noticed.Cursor;
            var ids = new List<string>();
            int rejected = 0;
            for (bool hasMore = true; hasMore;)
            {
                await using IResponseSource source = Open();
                SourceBatch batch = await source.ReadAsync(cursor, atMost, Cancel);
                ids.AddRange(batch.Responses.Select(r => r.Response.Id));
                rejected += batch.Rejected.Count;
                (cursor, hasMore) = (batch.Cursor, batch.HasMore);
            }

            Assert.Equal(["r1", "r3", "r4"], ids);
            Assert.Equal(["r1", "r3", "r4"], together.Ids);
            Assert.Equal((1, 1), (rejected, together.Rejected.Count));
            Assert.Contains("output", together.Rejected[0].Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_ends_a_file_too_early_is_rejected_and_the_other_files_are_read()
    {
        File.WriteAllBytes(Full("a.jsonl.gz"), Whole("a.jsonl.gz")[..^9]);
        File.WriteAllText(Full("b.csv"), "nothing,known\n1,2\n");
        Append("c.jsonl", Line(9));
        Drained noticed = await DrainAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));
        Drained read = await DrainAsync(noticed.Cursor);
        Drained done = await DrainAsync(read.Cursor);

        Assert.Equal(["r9"], noticed.Ids);
        Assert.Contains(read.Rejected, e => e.Place.StartsWith("logs/a.jsonl.gz:", StringComparison.Ordinal) && e.Message.Contains("cut off", StringComparison.Ordinal));
        Assert.Contains(read.Rejected, e => e.Place == "logs/b.csv:1" && e.Message.Contains("no column \"input\"", StringComparison.Ordinal));
        Assert.Empty(done.Rejected);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_rejected_and_the_next_one_read()
    {
        Append("app.jsonl", Line(1) + new string('x', 17 * 1024 * 1024));
        Drained growing = await DrainAsync();
        Append("app.jsonl", "\n" + Line(3));
        Drained read = await DrainAsync(growing.Cursor);

        Assert.Equal(["r1"], growing.Ids);
        Assert.Empty(growing.Rejected);
        Assert.Equal(["r3"], read.Ids);
        Assert.Equal("logs/app.jsonl:2", Assert.Single(read.Rejected).Place);
    }

    [Fact]
    public async Task A_file_of_another_encoding_is_rejected_once()
    {
        File.WriteAllText(Full("app.jsonl"), Line(1), Encoding.Unicode);
        Drained read = await DrainAsync();
        Drained again = await DrainAsync(read.Cursor);

        Assert.Contains("UTF-16", Assert.Single(read.Rejected).Message, StringComparison.Ordinal);
        Assert.Empty(again.Rejected);
    }

    [Fact]
    public async Task A_file_that_never_ends_does_not_starve_the_others()
    {
        Append("a.jsonl", string.Concat(Enumerable.Range(1, 10).Select(Line)));
        Append("b.jsonl", Line(100));
        await using IResponseSource source = Open();
        SourceBatch first = await source.ReadAsync(null, 4, Cancel);
        SourceBatch second = await source.ReadAsync(first.Cursor, 4, Cancel);

        Assert.Contains(second.Responses, r => r.Response.Id == "r100");
        Assert.Equal(7, (await Drained.ReadAsync(source, first.Cursor, 4)).Responses.Count);
    }

    [Fact]
    public async Task A_link_is_followed_as_its_file_grows_and_one_that_leads_nowhere_is_passed_over()
    {
        string log = _folder.Write("real.jsonl", Line(1));
        File.CreateSymbolicLink(Full("app.jsonl"), log);
        File.CreateSymbolicLink(Full("gone.jsonl"), _folder.File("nowhere.jsonl"));
        File.CreateSymbolicLink(Full("self.jsonl"), Full("self.jsonl"));
        Drained first = await DrainAsync();
        File.AppendAllText(log, Line(2));

        Assert.Equal(["r1"], first.Ids);
        Assert.Equal(["r2"], (await DrainAsync(first.Cursor)).Ids);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_once_the_others_are_read()
    {
        // Reading the first bytes of a process's memory fails, whoever reads.
        File.CreateSymbolicLink(Full("a.jsonl"), "/proc/self/mem");
        Append("b.jsonl", Line(1));
        await using IResponseSource source = Open();
        SourceBatch read = await source.ReadAsync(null, 10, Cancel);

        SourceException told = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(read.Cursor, 10, Cancel));

        Assert.Equal(["r1"], read.Responses.Select(r => r.Response.Id));
        Assert.Equal(SourceFailure.Transient, told.Failure);
        Assert.Contains("logs/a.jsonl", told.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_files_than_are_watched_are_refused()
    {
        for (int i = 0; i <= 10_000; i++)
        {
            File.WriteAllBytes(Full($"{i}.jsonl"), []);
        }

        await using IResponseSource source = Open();
        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal(SourceFailure.Configuration, refused.Failure);
        Assert.Contains("10001 files", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_no_empty_one()
    {
        await using IResponseSource source = Open();

        SourceException missing = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal(SourceFailure.Transient, missing.Failure);
        Assert.Contains("logs", missing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cursor_of_thousands_of_files_stays_small()
    {
        for (int i = 0; i < 2_000; i++)
        {
            Append($"day{i % 20}/a-long-name-of-a-log-file-{i}.jsonl", Line(i));
        }

        Drained read = await DrainAsync(atMost: 500);
        Drained idle = await DrainAsync(read.Cursor);

        Assert.Equal(2_000, read.Ids.Distinct().Count());
        Assert.Empty(idle.Ids);
        Assert.InRange(read.Cursor!.Length, 1, 2_000 * 60);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private static string Line(int number) => $$"""{"id":"r{{number}}","question":"question {{number}}","answer":"answer {{number}}","route":"refunds","turns":{{number}}}""" + "\n";

    private static byte[] Whole(string name)
    {
        const string jsonl = """
            {"id":"r1","question":"q","answer":"a"}
            {"id":"r2","question":"q"}
            {"id":"r3","question":"q","answer":"a"}
            {"id":"r4","question":"q","answer":"a"}

            """;
        const string csv = "id,question,messages\nr1,q,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"q\"\"},{\"\"role\"\":\"\"assistant\"\",\"\"content\"\":\"\"a\"\"}]\"\nr2,q,\n";
        string rest = string.Concat(((string[])["r3", "r4"]).Select(id => csv.Split('\n')[1].Replace("r1", id, StringComparison.Ordinal) + "\n"));
        return name switch
        {
            "a.json" => Encoding.UTF8.GetBytes($"[{string.Join(",\n", jsonl.Trim().Split('\n'))}]"),
            "a.jsonl.gz" => Pack(jsonl),
            "a.tsv" => Encoding.UTF8.GetBytes((csv + rest).Replace("id,question,messages", "id\tquestion\tmessages", StringComparison.Ordinal).Replace(",q,", "\tq\t", StringComparison.Ordinal)),
            _ => Encoding.UTF8.GetBytes(csv + rest),
        };
    }

    private static byte[] Pack(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    private void Append(string name, string text) => File.AppendAllText(Full(name), text);

    private string Full(string name)
    {
        string path = _folder.File(Path.Combine("logs", name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
