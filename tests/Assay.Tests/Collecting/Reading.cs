using System.Text;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

/// <summary>Short forms for the tests of this folder.</summary>
internal static class Reading
{
    public static Response Json(string json) => ResponseJson.Read(Encoding.UTF8.GetBytes(json), "file.jsonl", 7);

    public static InputException Refused(string json) => Assert.Throws<InputException>(() => Json(json));

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    public static async Task<List<SourcedResponse>> AllAsync(IAsyncEnumerable<SourcedResponse> responses)
    {
        List<SourcedResponse> all = [];
        await foreach (SourcedResponse response in responses)
        {
            all.Add(response);
        }

        return all;
    }

    public static Task<List<SourcedResponse>> JsonlAsync(string text, string file = "a.jsonl") => AllAsync(JsonlFile.ReadAsync(Stream(text), file));

    public static Task<List<SourcedResponse>> CsvAsync(string text, string file = "a.csv") => AllAsync(CsvFile.ReadAsync(Stream(text), file));



    /// <summary>One line of a small record.</summary>
    public static string Line(int number) => $$"""{"id":"r{{number}}","input":"q{{number}}","output":"a{{number}}"}""";
}
