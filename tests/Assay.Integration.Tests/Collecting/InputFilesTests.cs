using System.IO.Compression;
using System.Text;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Integration.Tests.Collecting;

public sealed class InputFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assay-input-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Files_are_read_in_the_order_given_and_positions_run_on()
    {
        Write("b.jsonl", Line("b1") + "\n\n" + Line("b2") + "\n");
        Write("a.csv", "id,input,output\na1,q,\"a\nb\"\na2,q,a\n");
        Write("c.json", "[" + Line("c1") + ",\n" + Line("c2") + "]");
        Write("d.tsv", "id\tinput\toutput\nd1\tq\ta\n");
        Write("e.ndjson", Line("e1"));

        InputFiles files = InputFiles.Find([In("b.jsonl"), In("a.csv"), In("c.json"), In("d.tsv"), In("e.ndjson")]);
        List<SourcedResponse> read = await AllAsync(files);

        Assert.Equal(["b1", "b2", "a1", "a2", "c1", "c2", "d1", "e1"], read.Select(item => item.Response.Id));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), read.Select(item => item.Position));
        Assert.Equal(In("b.jsonl") + ":3", read[1].Place);
        Assert.Equal(8, await files.CountRecordsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_packed_file_is_read_and_counted()
    {
        using (GZipStream gzip = new(File.Create(In("a.jsonl.gz")), CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Line("a1") + "\n" + Line("a2")));
        }

        InputFiles files = InputFiles.Find([In("a.jsonl.gz")]);

        Assert.Equal(2, (await AllAsync(files)).Count);
        Assert.Equal(2, await files.CountRecordsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Length_and_time_of_a_file_are_known()
    {
        Write("a.jsonl", Line("a1"));
        File.SetLastWriteTimeUtc(In("a.jsonl"), new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc));

        InputFile file = Assert.Single(InputFiles.Find([In("a.jsonl")]).Files);

        Assert.Equal((In("a.jsonl"), Line("a1").Length, new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)), (file.Name, file.Length, file.LastWritten));
    }

    [Theory]
    [InlineData("*.jsonl", "a.jsonl b.jsonl")]
    [InlineData("?.jsonl", "a.jsonl b.jsonl")]
    [InlineData("*", "a.jsonl b.jsonl")]
    [InlineData("**/*.jsonl", "a.jsonl b.jsonl x/c.jsonl x/y/d.jsonl")]
    [InlineData("**", "a.jsonl b.jsonl x/c.jsonl x/y/d.jsonl")]
    [InlineData("x/**", "x/c.jsonl x/y/d.jsonl")]
    [InlineData("x/*/*.jsonl", "x/y/d.jsonl")]
    [InlineData("*/c.jsonl", "x/c.jsonl")]
    [InlineData("**/y/*", "x/y/d.jsonl")]
    [InlineData("", "a.jsonl b.jsonl")]
    public void Patterns_and_folders_find_files_in_order(string pattern, string expected)
    {
        foreach (string path in new[] { "b.jsonl", "a.jsonl", "notes.md", ".hidden.jsonl", "x/c.jsonl", "x/y/d.jsonl" })
        {
            Write(path, Line("r"));
        }

        Directory.CreateSymbolicLink(In("x/y/up"), folder);

        Assert.Equal(expected.Split(' '), InputFiles.Find([In(pattern)]).Files.Select(file => Path.GetRelativePath(folder, file.Name)));
    }

    [Fact]
    public void A_file_named_twice_is_read_once()
    {
        Write("a.jsonl", Line("a"));
        Write("b.jsonl", Line("b"));

        IReadOnlyList<InputFile> files = InputFiles.Find([In("b.jsonl"), In("*.jsonl"), Path.Combine(folder, ".", "b.jsonl")]).Files;

        Assert.Equal([In("b.jsonl"), In("a.jsonl")], files.Select(file => file.Name));
    }

    [Fact]
    public void A_star_in_the_name_of_a_file_is_meant_literally()
    {
        Write("a*.jsonl", Line("a"));
        Write("ab.jsonl", Line("b"));

        Assert.Single(InputFiles.Find([In("a*.jsonl")]).Files);
    }

    [Fact]
    public async Task Standard_input_is_json_lines_of_unknown_number()
    {
        InputFiles files = InputFiles.Find(["-"], () => new MemoryStream(Encoding.UTF8.GetBytes(Line("a1"))));

        Assert.Null(await files.CountRecordsAsync(TestContext.Current.CancellationToken));
        Assert.Equal("stdin:1", Assert.Single(await AllAsync(files)).Place);
        Assert.Null(Assert.Single(files.Files).Length);
    }

    [Theory]
    [InlineData("answres.jsonl", "there is no such file.", "Was answers.jsonl meant?")]
    [InlineData("other/a.jsonl", "there is no such file.", "does not exist.")]
    [InlineData("notes.md", "the ending of the name is not one that is read.", ".jsonl, .ndjson, .jsonl.gz, .csv, .tsv and .json")]
    [InlineData("*.csv", "no file that is read matches this pattern.", ".jsonl, .ndjson")]
    [InlineData("*.md", "no file that is read matches this pattern.", ".jsonl, .ndjson")]
    [InlineData("none/*.csv", "no file that is read matches this pattern.", ".jsonl, .ndjson")]
    [InlineData("empty", "the folder holds no file that is read.", "/**")]
    public void A_name_that_leads_nowhere_is_refused(string name, string problem, string remedy)
    {
        Write("answers.jsonl", Line("a"));
        Write("notes.md", "notes");
        Directory.CreateDirectory(In("empty"));

        InputException error = Assert.Throws<InputException>(() => InputFiles.Find([In(name)]));

        Assert.Equal((In(name), problem), (error.Place, error.Problem));
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Naming_nothing_is_refused() => Assert.Throws<InputException>(() => InputFiles.Find([]));

    [Fact]
    public async Task A_file_that_vanished_is_refused_by_name()
    {
        Write("a.jsonl", Line("a"));
        InputFiles files = InputFiles.Find([In("a.jsonl")]);
        File.Delete(In("a.jsonl"));

        Assert.StartsWith("cannot be opened:", (await Assert.ThrowsAsync<InputException>(() => AllAsync(files))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_told_by_reading_and_only_then()
    {
        Write("a.jsonl.gz", "not gzip");
        Write("b.json", "[1");

        Assert.Null(await InputFiles.Find([In("a.jsonl.gz")]).CountRecordsAsync(TestContext.Current.CancellationToken));
        Assert.Null(await InputFiles.Find([In("b.json")]).CountRecordsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Json_lines_named_json_are_counted()
    {
        Write("a.json", Line("a") + "\n \n" + Line("b") + "\n");

        Assert.Equal(2, await InputFiles.Find([In("a.json")]).CountRecordsAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<List<SourcedResponse>> AllAsync(InputFiles files)
    {
        List<SourcedResponse> all = [];
        await foreach (SourcedResponse item in files.ReadAsync(TestContext.Current.CancellationToken))
        {
            all.Add(item);
        }

        return all;
    }

    private static string Line(string id) => $$"""{"id":"{{id}}","input":"q","output":"a"}""";

    private string In(string name) => name.Length == 0 ? folder : Path.Combine(folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }
}
