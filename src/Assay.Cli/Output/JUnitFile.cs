using System.Globalization;
using System.Text;
using System.Xml;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Cli.Output;

/// <summary>
/// Outcomes as JUnit XML, as test reports of CI read it: a case for each criterion of a response. A low score is a failure, a response
/// that could not be judged an error, and one that was not to be judged, or is not judged yet, is skipped.
/// </summary>
internal sealed class JUnitFile
{
    private readonly XmlWriter _cases;
    private readonly IReadOnlyDictionary<(string Judge, string Criterion), double> _bars;
    private long _tests;
    private long _failures;
    private long _errors;
    private long _skipped;

    private JUnitFile(XmlWriter cases, IReadOnlyDictionary<(string, string), double> bars) => (_cases, _bars) = (cases, bars);

    public static async Task WriteAsync(Stream stream, Report report, IAsyncEnumerable<ResultRow> rows)
    {
        // Jenkins knows no count of what was skipped over all suites. How many cases there are stands before them, and they are too many to hold.
        await using var cases = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        JUnitFile file;
        await using (var writer = XmlWriter.Create(cases, Settings(ConformanceLevel.Fragment)))
        {
            file = new JUnitFile(writer, report.Judges.SelectMany(j => j.Scores.Select(s => (j.Judge, Scores: s))).ToDictionary(s => (s.Judge, s.Scores.Criterion), s => report.Bar.On(s.Scores)));
            await foreach (ResultRow row in rows)
            {
                file.Write(row);
            }
        }

        string head = string.Create(CultureInfo.InvariantCulture, $"tests=\"{file._tests}\" failures=\"{file._failures}\" errors=\"{file._errors}\"");
        string name = Attribute(report.Title);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites name=\"assay\" {head}>\n<testsuite name=\"{name}\" {head} skipped=\"{file._skipped.ToString(CultureInfo.InvariantCulture)}\" timestamp=\"{report.MadeAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss}\">\n"));
        cases.Position = 0;
        await cases.CopyToAsync(stream);
        await stream.WriteAsync("\n</testsuite>\n</testsuites>\n"u8.ToArray());
    }

    private void Write(ResultRow row)
    {
        switch (row.Outcome)
        {
            case OutcomeState.Scored:
                foreach ((string criterion, double score, string? label, string? reason, _) in row.Scores)
                {
                    Begin(row, criterion);
                    if (_bars.TryGetValue((row.Judge, criterion), out double bar) && score <= bar)
                    {
                        _failures++;
                        Write("failure", $"{criterion} is {label ?? Number(score)}, at or below {Number(bar)}", "low", reason);
                    }

                    _cases.WriteEndElement();
                }

                break;
            case OutcomeState.Unscored:
                Begin(row, "judged");
                _errors++;
                Write("error", $"not judged: {row.Reason}", row.Reason, row.Detail);
                _cases.WriteEndElement();
                break;
            default:
                Begin(row, "judged");
                _skipped++;
                Write("skipped", row.Outcome == OutcomeState.Skipped ? $"skipped: {row.Reason}" : "owed: not judged yet", null, row.Detail);
                _cases.WriteEndElement();
                break;
        }
    }

    private void Begin(ResultRow row, string criterion)
    {
        _tests++;
        _cases.WriteWhitespace("\n");
        _cases.WriteStartElement("testcase");
        _cases.WriteAttributeString("classname", Clean($"{row.Judge}.{criterion}"));
        _cases.WriteAttributeString("name", Clean(row.Id));
        _cases.WriteAttributeString("time", Number(Math.Round(row.LatencyMs / 1000, 3)));
    }

    private void Write(string element, string message, string? type, string? text)
    {
        _cases.WriteStartElement(element);
        _cases.WriteAttributeString("message", Clean(message));
        if (type is not null)
        {
            _cases.WriteAttributeString("type", Clean(type));
        }

        if (text is not null)
        {
            _cases.WriteString(Clean(text));
        }

        _cases.WriteEndElement();
    }

    /// <summary>XML 1.0 has no place for most control characters, not even written as numbers.</summary>
    private static string Clean(string text) => HarmlessText.Clean(text);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Attribute(string text) => System.Security.SecurityElement.Escape(HarmlessText.Line(text, 200));

    private static XmlWriterSettings Settings(ConformanceLevel level) =>
        new() { ConformanceLevel = level, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = false, Async = true, NewLineHandling = NewLineHandling.Entitize };
}
