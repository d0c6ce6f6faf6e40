using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Runs over the same file with a judge of ten code checks, with one of a single check, and with the offline judge: what checks add to a run.</summary>
internal static class CheckRate
{
    private const string One = """
        criteria:
          answers: { check: not_refusal }
        """;

    private const string Ten = """
        overall: 0-1
        criteria:
          answers: { check: not_refusal }
          names: { check: { contains: [refund, order], any: true, ignore_case: true } }
          polite: { check: { not_contains: [stupid, idiot], ignore_case: true } }
          begins: { check: { regex: '^[a-z]+ [a-z]+' } }
          plain: { check: { not_regex: '[0-9]{4}[ -]?[0-9]{4}' } }
          short: { check: { max_words: 200 } }
          shorter: { check: { max_characters: 1200 } }
          near: { check: { rouge_l: "{{context}}" } }
          shares: { check: { token_f1: "{{input}}", at_least: 0.1 } }
          form: { check: { json_schema: { type: object, required: [city] } } }
        """;

    public static async Task<int> RunAsync(int responses)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("responses.jsonl");
        await ItemFile.WriteLongAsync(file, responses);
        await File.WriteAllTextAsync(folder.File("one.yaml"), One);
        await File.WriteAllTextAsync(folder.File("ten.yaml"), Ten);
        await MeasureAsync("a single check", responses, folder, file, "--rubric", folder.File("one.yaml"));
        await MeasureAsync("ten checks", responses, folder, file, "--rubric", folder.File("ten.yaml"));
        await MeasureAsync("offline:heuristic", responses, folder, file, "--judge", "offline:heuristic");
        return 0;
    }

    private static async Task MeasureAsync(string name, int responses, TemporaryFolder folder, string file, params string[] judge)
    {
        using var process = Measured.StartAssay(
            new ProcessPlace(folder.Path), ["run", file, .. judge, "--store", folder.File($"{Guid.CreateVersion7()}.db"), "--json"]);
        Finished run = await process.FinishAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-20} {responses / run.Wall.TotalSeconds,9:N0} responses/s, {run.Cpu.TotalMicroseconds / responses,5:0} us CPU a response, peak {run.PeakMiB:0} MiB"));
    }
}
