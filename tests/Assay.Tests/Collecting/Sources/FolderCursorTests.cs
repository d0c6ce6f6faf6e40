using Assay.Collecting.Sources.Folders;

namespace Assay.Tests.Collecting.Sources;

public sealed class FolderCursorTests
{
    private static readonly FolderFile A = new("/x/a.jsonl", "a.jsonl", 100, 5);
    private static readonly FolderFile B = new("/x/b.csv", "b.csv", 200, 6);
    private static readonly FolderFile C = new("/x/c.json", "c.json", 300, 7);
    private static readonly FolderFile D = new("/x/d.jsonl.gz", "d.jsonl.gz", 1L << 40, DateTime.MaxValue.Ticks);

    [Fact]
    public void Every_mark_comes_back_as_it_was()
    {
        var cursor = new FolderCursor { Last = B.Key };
        cursor[A] = new FileMark.Growing(100, 5, 90, 3, ulong.MaxValue, 1024);
        cursor[B] = new FileMark.Noticed(200, 6, DateTime.MaxValue.Ticks);
        cursor[C] = new FileMark.Reading(300, 7, 12);
        cursor[D] = new FileMark.Done(D.Size, D.Written);

        var read = FolderCursor.Parse(cursor.ToString());

        Assert.All((FolderFile[])[A, B, C, D], file => Assert.Equal(cursor[file], read[file]));
        Assert.Equal(cursor.Last, read.Last);
        Assert.Equal(cursor.ToString(), read.ToString());
    }

    [Fact]
    public void Files_that_are_gone_leave_it()
    {
        var cursor = new FolderCursor();
        cursor[A] = cursor[B] = new FileMark.Done(1, 1);

        FolderCursor kept = cursor.Of([B, C]);

        Assert.Equal((null, cursor[B], null), (kept[A], kept[B], kept[C]));
    }

    [Fact]
    public void After_a_file_that_filled_a_batch_the_others_have_their_turn()
    {
        Assert.Equal([A, B, C], new FolderCursor().InTurn([A, B, C]));
        Assert.Equal([B, C, A], new FolderCursor { Last = A.Key }.InTurn([A, B, C]));
        Assert.Equal([A, B, C], new FolderCursor { Last = C.Key }.InTurn([A, B, C]));
        Assert.Equal([A, B], new FolderCursor { Last = C.Key }.InTurn([A, B]));
    }

    [Fact]
    public void A_file_that_is_being_read_as_a_whole_is_read_to_its_end_first()
    {
        var cursor = new FolderCursor { Last = B.Key };
        cursor[B] = new FileMark.Reading(B.Size, B.Written, 10);

        Assert.Equal([B, C, A], cursor.InTurn([A, B, C]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQ==")]
    [InlineData("Ag==")]
    [InlineData("AQAAAAAAAAAAAQAAAAAAAAAACQAA")]
    [InlineData("no base64!")]
    public void What_is_no_cursor_is_refused(string text) => Assert.ThrowsAny<FormatException>(() => FolderCursor.Parse(text));

    [Theory]
    [InlineData("a.jsonl", true)]
    [InlineData("A.NDJSON", true)]
    [InlineData("a.jsonl.gz", false)]
    [InlineData("a.csv", false)]
    [InlineData("a.json", false)]
    public void Only_plain_json_lines_are_followed(string name, bool grows) => Assert.Equal(grows, new FolderFile("/" + name, name, 1, 1).Grows);
}
