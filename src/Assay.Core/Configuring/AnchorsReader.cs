using Assay.Calibrating.Anchors;
using Assay.Scoring.Rubrics;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads a judge's <c>anchors</c>: the name of a file, or a section with it and when they are scored.</summary>
internal static class AnchorsReader
{
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(1);

    /// <param name="readFile">Null where the file cannot be read, which it has then said.</param>
    /// <param name="findings">Takes what is wrong in the file.</param>
    public static AnchorTerms? Read(YamlSection judge, Rubric? rubric, Func<YamlNode, string, string?> readFile, List<Diagnostic> findings)
    {
        if (judge.Find("anchors") is YamlScalarNode { Value: { Length: > 0 } path } node)
        {
            return Set(node, path, rubric, readFile, findings) is { } named ? new AnchorTerms(named) : null;
        }

        if (judge.Section("anchors") is not { } section)
        {
            return null;
        }

        string? file = section.RequiredText("file", "Name a file of responses that are scored again and again, for example `anchors: { file: anchors.jsonl }`.");
        int trickle = section.Whole("trickle", 0, 1_000_000) ?? AnchorTerms.UsualTrickle;
        int runs = section.Whole("runs", 1, 20) ?? AnchorTerms.UsualRuns;
        TimeSpan deadline = section.Has("deadline") ? section.Duration("deadline") ?? AnchorTerms.UsualDeadline : AnchorTerms.UsualDeadline;
        if (deadline < ShortestDeadline || deadline > LongestDeadline)
        {
            section.Error(section.Find("deadline")!.Start, $"`{section.Full("deadline")}` must be from 10s to 1h: an alert waits for so long.");
        }

        section.Close();
        return file is not null && Set(section.Find("file")!, file, rubric, readFile, findings) is { } set
            ? new AnchorTerms(set) { Trickle = trickle, Runs = runs, Deadline = deadline }
            : null;
    }

    private static AnchorSet? Set(YamlNode node, string path, Rubric? rubric, Func<YamlNode, string, string?> readFile, List<Diagnostic> findings) =>
        readFile(node, path) is { } text && rubric is not null ? AnchorFile.Read(path, text, rubric.Overall ?? rubric.Criteria[0].Scale, findings) : null;
}
