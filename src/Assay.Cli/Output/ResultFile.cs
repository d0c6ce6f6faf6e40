using System.Globalization;
using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;
using CsvHelper;

namespace Assay.Cli.Output;

/// <summary>Writes results to a file; the format goes by the ending. The file appears under its name only when it is whole.</summary>
internal static class ResultFile
{
    /// <summary>Finds out before any work is done whether the file can be written at all.</summary>
    /// <exception cref="ConfigurationException">The ending is not known, or there is no such folder.</exception>
    public static void ThrowIfUnwritable(string path) => OutFile.ThrowIfUnwritable(path, ".jsonl", ".csv");

    /// <param name="criteria">The criteria that CSV gets columns for, in this order.</param>
    public static Task WriteAsync(string path, IReadOnlyList<string> criteria, IAsyncEnumerable<ResultRow> rows) =>
        OutFile.WriteAsync(path, stream => WriteAsync(stream, csv: path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase), criteria, rows));

    public static async Task WriteAsync(Stream stream, bool csv, IReadOnlyList<string> criteria, IAsyncEnumerable<ResultRow> rows)
    {
        if (csv)
        {
            await WriteCsvAsync(stream, criteria, rows);
            return;
        }

        await using var json = new Utf8JsonWriter(stream, ResultJson.Options);
        await foreach (ResultRow row in rows)
        {
            ResultJson.Write(json, row, withRevision: true);
            await json.FlushAsync();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }
    }

    private static async Task WriteCsvAsync(Stream stream, IReadOnlyList<string> criteria, IAsyncEnumerable<ResultRow> rows)
    {
        await using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions(), leaveOpen: true);
        await csv.WriteRecordAsync(Header(criteria), CancellationToken.None);
        await foreach (ResultRow row in rows)
        {
            await csv.WriteRecordAsync(Cells(criteria, row), CancellationToken.None);
        }

        await csv.FlushAsync(CancellationToken.None);
    }

    private static string[] Header(IReadOnlyList<string> criteria) =>
    [
        "id", "outcome", "reason", "overall",
        .. criteria.SelectMany(c => (string[])[Cell($"{c}.score"), Cell($"{c}.reason")]),
        "failure_code", "judge", "judge_version", "cached", "cost_usd", "latency_ms", "attempts", "revision", "lane",
    ];

    private static string[] Cells(IReadOnlyList<string> criteria, ResultRow row) =>
    [
        Cell(row.Id), row.Outcome.ToSnakeCase(), Cell(row.Reason), Number(row.Overall),
        .. criteria.SelectMany(c => row.Scores.Where(s => s.Criterion == c)
            .Select(s => (string[])[Number(s.Score), Cell(s.Reason)]).FirstOrDefault(["", ""])),
        Cell(row.FailureCode), Cell(row.Judge), Cell(row.JudgeVersion), row.Origin == VerdictOrigin.Cache ? "true" : "false",
        row.CostUsd.ToString(CultureInfo.InvariantCulture), Number(Math.Round(row.LatencyMs, 1)), row.Attempts.ToString(CultureInfo.InvariantCulture), row.Revision.ToString(CultureInfo.InvariantCulture), row.Lane?.ToSnakeCase() ?? "",
    ];

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A text of others. JSON Lines hold it as it is.</summary>
    private static string Cell(string? text) => SpreadsheetText.Guard(text is null ? null : HarmlessText.Clean(text));
}
