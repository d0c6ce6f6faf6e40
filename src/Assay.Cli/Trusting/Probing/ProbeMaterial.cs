using Assay.Calibrating.Probing;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Redaction;
using Assay.Configuring;

namespace Assay.Cli.Trusting.Probing;

/// <summary>Reads what a judge is probed with: the files named, or what comes with Assay.</summary>
internal static class ProbeMaterial
{
    /// <exception cref="ConfigurationException">The files hold no record.</exception>
    public static async Task<ProbeSet> ReadAsync(IReadOnlyList<string> files, string? pairs, RedactionRules rules, CancellationToken cancellationToken)
    {
        var redactor = new Redactor(rules);
        ProbeSet set = files.Count == 0 ? ProbeSet.BuiltIn() : ProbeSet.Of(string.Join(", ", files), await ItemsAsync(files, redactor, cancellationToken));
        if (pairs is null)
        {
            return set;
        }

        IReadOnlyList<ProbePair> given = await ProbeSet.ReadPairsAsync(InputFiles.Find([pairs]), cancellationToken);
        return given.Count > 0
            ? set with { Pairs = [.. given.Select(p => new ProbePair(redactor.Redact(p.First), redactor.Redact(p.Second)))] }
            : throw new ConfigurationException($"{pairs} holds no pair. Give one record a pair, with input, output_1 and output_2; without --pairs they are made from the answers.");
    }

    private static async Task<IReadOnlyList<ProbeItem>> ItemsAsync(IReadOnlyList<string> files, Redactor redactor, CancellationToken cancellationToken)
    {
        var items = new List<ProbeItem>();
        await foreach (SourcedResponse response in new IntakeRedaction(redactor).Apply(InputFiles.Find(files).ReadAsync(cancellationToken), cancellationToken))
        {
            items.Add(ProbeItem.Of(response.Response));
        }

        return items.Count > 0 ? items : throw new ConfigurationException($"{string.Join(", ", files)}: there is no answer to probe with. Name a file with some, or none for those that come with Assay.");
    }
}
