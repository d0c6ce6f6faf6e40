using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Configuring;
using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Anchors;

/// <summary>Reads a file of anchors: one response a line, as in any input file, with what people say of it as <c>label</c> where that is known.</summary>
public static class AnchorFile
{
    /// <summary>Characters of what a judge is shown of one anchor.</summary>
    public const int LongestText = 100_000;

    private const int LongestFile = 64 * 1024 * 1024;
    private const string LabelField = "label";

    /// <param name="file">As it is called in findings.</param>
    /// <param name="main">The scale of the judge's main score, on which labels stand.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>Null where it cannot be used.</returns>
    public static AnchorSet? Read(string file, string text, Scale main, List<Diagnostic> findings)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var contents = new Dictionary<ContentHash, long>();
        var items = new List<AnchorItem>();
        int before = findings.Count;
        long line = 0;
        void Wrong(string problem) => findings.Add(new Diagnostic(file, line, 1, Severity.Error, problem));
        if (text.Length > LongestFile)
        {
            findings.Add(new Diagnostic(file, 1, 1, Severity.Error, $"the file has more than {LongestFile / (1024 * 1024)} million characters. Take at most {AnchorSet.Most} responses."));
            return null;
        }

        foreach (string written in text.Split('\n').Select(l => l.Trim('\r', ' ', '\t', '\uFEFF')))
        {
            line++;
            if (written.Length == 0)
            {
                continue;
            }

            try
            {
                Response response = ResponseJson.Read(Encoding.UTF8.GetBytes(written), file, line);
                double? label = response.Metadata.TryGetValue(LabelField, out JsonElement given) && given.ValueKind != JsonValueKind.Null ? Label(main, given, Wrong) : null;
                response = response with { Metadata = response.Metadata.Where(m => m.Key != LabelField).ToDictionary(StringComparer.Ordinal), OccurredAt = null };
                if (response.Size > LongestText)
                {
                    Wrong(FormattableString.Invariant($"the anchor `{response.Id}` has {response.Size:N0} characters, but may have {LongestText:N0}: it is sent again and again. Take a shorter one."));
                }
                else if (!lines.TryAdd(response.Id, line))
                {
                    Wrong($"the anchor `{response.Id}` stands on line {lines[response.Id]} already. Remove one of them, or give each an `id` of its own.");
                }
                else if (!contents.TryAdd(ContentHash.Of(response), line))
                {
                    Wrong($"the anchor `{response.Id}` says the same as the one on line {contents[ContentHash.Of(response)]}. Remove one of them: it would count twice.");
                }
                else
                {
                    items.Add(new AnchorItem(response, label));
                }
            }
            catch (InputException e)
            {
                Wrong($"{e.Problem} {e.Remedy}");
            }
        }

        if (findings.Count == before)
        {
            Count(file, items.Count, findings);
        }

        return findings.Skip(before).Any(f => f.Severity == Severity.Error) ? null : AnchorSet.Of(items);
    }

    private static void Count(string file, int count, List<Diagnostic> findings)
    {
        if (count is < AnchorSet.Fewest or > AnchorSet.Most)
        {
            findings.Add(new Diagnostic(file, 1, 1, Severity.Error, $"{count} anchors are {(count < AnchorSet.Fewest ? "too few" : "too many")}: {AnchorSet.Fewest} are needed at least, and {AnchorSet.Most} taken at most. Take {AnchorSet.Advised} to {AnchorSet.Most}, drawn by chance from what the judge sees."));
        }
        else if (count < AnchorSet.Advised)
        {
            findings.Add(new Diagnostic(file, 1, 1, Severity.Warning, $"{count} anchors see large moves of a judge only. With {AnchorSet.Advised} to {AnchorSet.Most} one of a fifth of a point is seldom missed."));
        }
    }

    private static double? Label(Scale scale, JsonElement given, Action<string> wrong)
    {
        if (Grades.Read(scale, given) is GradeReading.Read read)
        {
            return read.Value;
        }

        if (given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out double value) && value >= scale.Min && value <= scale.Max)
        {
            // A mean of several people, or the value of a word.
            return value;
        }

        wrong($"`label` is {HarmlessLabel(given)}, which is not on the scale {scale.Text}. Write what people say of the response on that scale, or leave it out.");
        return null;
    }

    private static string HarmlessLabel(JsonElement given) => Surfacing.HarmlessText.Line(given.GetRawText(), 40);
}
