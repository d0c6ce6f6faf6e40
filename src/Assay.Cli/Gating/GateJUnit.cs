using System.Globalization;
using System.Text;
using System.Xml;
using Assay.Gating;
using Assay.Surfacing;

namespace Assay.Cli.Gating;

/// <summary>
/// A gate as JUnit XML: what it holds outputs against, and each case. What fell, and a case that must pass and does not, is a failure;
/// what cannot be told, and a case that was not judged, is an error.
/// </summary>
internal static class GateJUnit
{
    public static byte[] Write(GateReport report)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineHandling = NewLineHandling.Entitize }))
        {
            List<Entry> held = [.. report.Result.All.Select(c => Of(c, report.Judge)), Verdict(report)];
            List<Entry> cases = [.. report.Result.Cases.Select(c => Of(c, report))];
            if (report.IsAdvisory)
            {
                // Whatever reads the file would fail the build by them.
                (held, cases) = ([.. held.Select(Skipped)], [.. cases.Select(c => c.Element == "failure" ? Skipped(c) : c)]);
            }

            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "assay gate");
            WriteCounts(xml, [.. held, .. cases], isAll: true);
            xml.WriteAttributeString("time", report.Seconds.ToString("0.###", CultureInfo.InvariantCulture));
            WriteSuite(xml, "gate", held, report);
            WriteSuite(xml, "cases", cases, report);
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }

    private static void WriteSuite(XmlWriter xml, string name, List<Entry> entries, GateReport report)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        WriteCounts(xml, entries, isAll: false);
        xml.WriteAttributeString("time", "0");
        xml.WriteAttributeString("timestamp", report.MadeAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        foreach (Entry entry in entries)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", HarmlessText.Line(entry.Class, 200));
            xml.WriteAttributeString("name", HarmlessText.Line(entry.Name, 300));
            xml.WriteAttributeString("time", "0");
            if (entry.Element is { } element)
            {
                xml.WriteStartElement(element);
                xml.WriteAttributeString("message", HarmlessText.Line(entry.Message, 500));
                xml.WriteAttributeString("type", entry.Type);
                xml.WriteString(HarmlessText.Block(entry.Text, 4_000));
                xml.WriteEndElement();
            }
            else if (entry.Text.Length > 0)
            {
                xml.WriteElementString("system-out", HarmlessText.Block(entry.Text, 4_000));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <param name="isAll">Of all suites together, where Jenkins knows no count of what was skipped.</param>
    private static void WriteCounts(XmlWriter xml, List<Entry> entries, bool isAll)
    {
        xml.WriteAttributeString("tests", Number(entries.Count));
        xml.WriteAttributeString("failures", Number(entries.Count(e => e.Element == "failure")));
        xml.WriteAttributeString("errors", Number(entries.Count(e => e.Element == "error")));
        if (!isAll)
        {
            xml.WriteAttributeString("skipped", Number(entries.Count(e => e.Element == "skipped")));
        }
    }

    private static Entry Verdict(GateReport report)
    {
        string reasons = string.Join('\n', report.Result.Reasons);
        var entry = new Entry($"{report.Judge}.gate", "outcome", reasons);
        return report.Result.Outcome switch
        {
            GateOutcome.Pass => entry,
            GateOutcome.Fail => entry with { Element = "failure", Type = "fail", Message = reasons },
            _ => entry with { Element = "error", Type = "inconclusive", Message = reasons },
        };
    }

    private static Entry Skipped(Entry entry) => entry.Element is null ? entry : entry with { Element = "skipped", Type = "advisory" };

    private static Entry Of(Comparison comparison, string judge)
    {
        string name = comparison.Bar is { } bar ? $"{comparison.Scale.Criterion} at least {comparison.Scale.Text(bar)}" : comparison.Name;
        var entry = new Entry($"{judge}.gate", name, Text(comparison));
        return comparison.Standing == Standing.Fell ? entry with { Element = "failure", Type = "fell", Message = Text(comparison) } : entry;
    }

    private static Entry Of(GateCase one, GateReport report)
    {
        GateResult result = report.Result;
        string criterion = result.Main?.Scale.Criterion ?? result.Bars.Select(b => b.Scale.Criterion).FirstOrDefault() ?? GateScale.Overall;
        string scores = result.Main is { Scale.IsWinRate: true }
            ? one.Candidate?.Score(criterion) switch { null => "none", 1 => "won", 0 => "lost", 0.5 => "tied", _ => "won in some samples and not in others" }
            : $"{Score(one.Baseline, criterion)} before, {Score(one.Candidate, criterion)} now";
        var entry = new Entry($"{report.Judge}.cases", one.Id, scores);
        if (result.MustPass?.Failed.Contains(one.Id) == true)
        {
            return entry with { Element = "failure", Type = "must_pass", Message = $"must pass, and does not: {scores}", Text = one.Candidate?.Said.Values.FirstOrDefault() ?? scores };
        }

        return one.Candidate is null ? entry with { Element = "error", Type = "missing", Message = "the baseline has this case, and there is no output for it now" }
            : (one.Candidate.Reason ?? one.Baseline?.Reason) is { } reason
            ? entry with { Element = "error", Type = reason, Message = $"not judged: {reason}", Text = one.Candidate.Detail ?? one.Baseline?.Detail ?? "" }
            : entry;
    }

    private static string Text(Comparison c) => c.Shift is { } shift
        ? $"{(c.Before is { } before ? $"{c.Scale.Text(before.Mean)} before, " : "")}{c.Scale.Text(c.Now!.Mean)} now, {c.Scale.Signed(shift.Value)}, n {shift.N}: {c.Standing switch { Standing.Fell => "fell", Standing.Holds => "holds", _ => "unclear" }}"
        : "nothing to compare";

    private static string Score(GateAnswer? answer, string criterion) => answer?.Score(criterion) is { } score ? score.ToString("0.##", CultureInfo.InvariantCulture) : "none";

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private sealed record Entry(string Class, string Name, string Text)
    {
        public string? Element { get; init; }

        public string Type { get; init; } = "";

        public string Message { get; init; } = "";
    }
}
