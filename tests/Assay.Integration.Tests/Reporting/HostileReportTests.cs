using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Assay.Browser;
using Assay.Cli.Output;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Reports;
using Assay.Surfacing.Reporting;
using Markdig;

namespace Assay.Integration.Tests.Reporting;

/// <summary>Whatever was said, in every field and in every format: it is shown, and nothing comes of it.</summary>
public sealed partial class HostileReportTests : IDisposable
{
    private static readonly MarkdownPipeline Everything = new MarkdownPipelineBuilder().UseAdvancedExtensions().UseEmojiAndSmiley().UseSmartyPants().Build();

    /// <summary>What Markdown makes of the words of a report, not of the texts in it.</summary>
    private static readonly string[] OwnElements = ["h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "ul", "li", "strong", "em", "blockquote", "hr"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_are_enough_texts_to_be_sure()
    {
        Assert.True(HostileTexts.All.Distinct(StringComparer.Ordinal).Count() >= 150);
        Assert.Equal(HostileTexts.All.Count, HostileTexts.All.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_browser_notices_what_is_not_harmless()
    {
        string file = _folder.Write("open.html", $"<!doctype html><html><title>before</title><body><img src=http://{HostileTexts.Host}/pixel.png><img src=x onerror=document.title=/{HostileTexts.Mark}/></body></html>");

        var visit = await PageVisit.OfAsync(file, _folder.File("profile"));

        Assert.Contains(HostileTexts.Mark, visit.Title, StringComparison.Ordinal);
        Assert.NotEqual(0, visit.Requests);
    }

    [Fact]
    public async Task Nothing_in_an_HTML_report_is_executed_or_requested()
    {
        string file = _folder.File("report.html");
        await File.WriteAllBytesAsync(file, await HtmlReport.RenderAsync(SampleReport.Of([.. HostileTexts.All.Prepend("A report")])), TestContext.Current.CancellationToken);

        var visit = await PageVisit.OfAsync(file, _folder.File("profile"));

        Assert.Equal("A report · Assay", visit.Title);
        Assert.Equal(0, visit.Requests);
        Assert.DoesNotContain("<script", visit.Document, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<iframe", visit.Document, StringComparison.OrdinalIgnoreCase);
        // Its own styles count, or the policy forbade them too.
        Assert.Equal(HostileTexts.All.Count + 1, Regex.Count(visit.Document, "class=\"part\"", RegexOptions.None, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task No_text_adds_an_element_or_an_attribute_to_an_HTML_report()
    {
        string[] texts = [.. HostileTexts.All.Where(t => t.Length < 200 && !string.IsNullOrWhiteSpace(t))];
        string plain = await HtmlAsync("plain");

        foreach (string text in texts)
        {
            string html = await HtmlAsync(text);
            Assert.True(Count(plain, '<') == Count(html, '<') && Count(plain, '>') == Count(html, '>'), text);
            Assert.True(Count(plain, '"') == Count(html, '"'), text);
            Assert.DoesNotContain(html, c => char.IsControl(c) && c is not ('\n' or '\t'));
        }

        static int Count(string html, char wanted) => html.AsSpan().Count(wanted);

        static async Task<string> HtmlAsync(string text) => Encoding.UTF8.GetString(await HtmlReport.RenderAsync(SampleReport.Of([text])));
    }

    [Fact]
    public void Markdown_makes_nothing_of_any_text_but_code()
    {
        foreach (string text in HostileTexts.All)
        {
            string markdown = MarkdownReport.Write(SampleReport.Of([text]));
            string html = Markdown.ToHtml(markdown, Everything);
            string[] elements = [.. Element().Matches(html).Select(m => m.Groups["name"].Value).Distinct()];
            Assert.True(elements.Except(OwnElements).ToArray() is [], $"{string.Join(", ", elements.Except(OwnElements))} from {text}\n{markdown}");
            Assert.DoesNotContain(markdown, c => char.IsControl(c) && c is not ('\n' or '\t'));
            Assert.DoesNotContain(markdown.Split('\n'), line => line.TrimStart().StartsWith("::", StringComparison.Ordinal) || BuildCommand().IsMatch(line));
            // Every table has kept its form: no text has added a cell.
            string plain = MarkdownReport.Write(SampleReport.Of(["plain"]));
            Assert.Equal(Bars(plain), Bars(markdown));
        }

        static int Bars(string markdown) => markdown.Split('\n').Where(line => line.StartsWith('|')).Sum(line => line.Count(c => c == '|'));
    }

    [Fact]
    public async Task JUnit_XML_can_be_read_and_no_text_forges_a_case()
    {
        foreach (string text in HostileTexts.All)
        {
            Report report = SampleReport.Of([text]);
            using var stream = new MemoryStream();
            await JUnitFile.WriteAsync(stream, report, SampleReport.Rows(text).ToAsyncEnumerable());
            stream.Position = 0;
            Assert.Empty(JUnitSchema.Problems(stream));
            stream.Position = 0;
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true });
            var suite = XDocument.Load(reader).Root!.Element("testsuite")!;

            Assert.Equal(5, suite.Elements("testcase").Count());
            Assert.Equal(("5", "1", "1", "2"), ((string?)suite.Attribute("tests"), (string?)suite.Attribute("failures"), (string?)suite.Attribute("errors"), (string?)suite.Attribute("skipped")));
            Assert.Single(suite.Descendants("failure"));
            Assert.Single(suite.Descendants("error"));
            Assert.Equal(2, suite.Descendants("skipped").Count());
        }
    }

    [Fact]
    public async Task No_cell_of_a_CSV_begins_like_a_formula_or_holds_a_control_character()
    {
        foreach (string text in HostileTexts.All)
        {
            using var stream = new MemoryStream();
            await ResultFile.WriteAsync(stream, csv: true, [text, "tone"], SampleReport.Rows(text).ToAsyncEnumerable());
            IReadOnlyList<IReadOnlyList<string>> rows = Cells(Encoding.UTF8.GetString(stream.ToArray()));

            Assert.Equal(5, rows.Count);
            Assert.Single(rows.Select(r => r.Count).Distinct());
            foreach (string cell in rows.SelectMany(r => r))
            {
                Assert.DoesNotMatch(@"^[\s\p{C}\uFFFD]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]", cell);
                Assert.DoesNotContain(cell, c => char.IsControl(c) && c is not ('\n' or '\t'));
            }
        }
    }

    /// <summary>Cells as RFC 4180 has them.</summary>
    private static List<IReadOnlyList<string>> Cells(string csv)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            switch (csv[i])
            {
                case '"' when quoted && i + 1 < csv.Length && csv[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\n' when !quoted:
                    row.Add(cell.ToString().TrimEnd('\r'));
                    cell.Clear();
                    rows.Add(row);
                    row = [];
                    break;
                default:
                    cell.Append(csv[i]);
                    break;
            }
        }

        return rows;
    }

    [GeneratedRegex("</?(?<name>[a-zA-Z][a-zA-Z0-9]*)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Element();

    [GeneratedRegex(@"##\w*\[", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BuildCommand();
}
