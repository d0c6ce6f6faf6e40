using Assay.Cli.Output;
using Assay.Configuring;
using Assay.Scoring.Running;

namespace Assay.Cli.Judging;

/// <summary>The judge versions that an invocation can name.</summary>
/// <param name="configured">The judges of the configuration, as they are now.</param>
/// <param name="stored">The versions of the ledger, the newest last.</param>
internal sealed class KnownVersions(IReadOnlyList<StoredJudgeVersion> configured, IReadOnlyList<StoredJudgeVersion> stored)
{
    /// <summary>What is configured comes first: it has its rubric in words, whoever stored it.</summary>
    private readonly IReadOnlyList<StoredJudgeVersion> _all = [.. configured.Concat(stored.Reverse()).DistinctBy(v => (v.Name, v.Version))];

    /// <param name="named">A judge of the configuration, or a version or its beginning, as VERSION or NAME@VERSION.</param>
    /// <exception cref="ConfigurationException">There is none, or it may be more than one; says which there are.</exception>
    public StoredJudgeVersion Find(string named)
    {
        if (configured.FirstOrDefault(v => v.Name == named) is { } judge)
        {
            return judge;
        }

        (string? name, string begins) = named.LastIndexOf('@') is var at and > 0 ? (named[..at], named[(at + 1)..]) : (null, named);
        StoredJudgeVersion[] found = [.. _all.Where(v => begins.Length > 0 && v.Version.StartsWith(begins, StringComparison.OrdinalIgnoreCase) && (name is null || v.Name == name))];
        if (found.Length > 0 && found.All(v => v.Version == found[0].Version))
        {
            return found[0];
        }

        StoredJudgeVersion[] namedAlike = [.. _all.Where(v => v.Name == (name ?? named))];
        throw new ConfigurationException(found.Length > 0 ? $"{named} begins more than one version. Write more of it. {Listed(found)}"
            : namedAlike.Length == 0 ? $"there is no judge or judge version `{named}`. {Listed()}"
            : name is null ? $"the configuration has no judge `{named}`, but there are versions of one. Name one of them. {Listed(namedAlike)}"
            : $"there is no version `{begins}` of {name}. {Listed(namedAlike)}");
    }

    /// <summary>The newest version of the same name in the ledger; null: there is no other.</summary>
    public StoredJudgeVersion? NewestBeside(StoredJudgeVersion version) => _all.FirstOrDefault(v => v.Name == version.Name && v.Version != version.Version && stored.Any(s => s.Version == v.Version));

    /// <summary>All of them, in a sentence.</summary>
    public string Listed() => Listed(_all);

    /// <summary>Name, version, model and whether it is the one of the configuration, for people.</summary>
    public string Shown(StoredJudgeVersion version) =>
        $"{TerminalText.Clean(version.Name)}@{version.Version}  {TerminalText.Clean(version.Model)}{(configured.Contains(version) ? "  (as configured)" : "")}";

    private static string Listed(IEnumerable<StoredJudgeVersion> versions) =>
        versions.Select(v => $"{v.Name}@{v.Version}").ToArray() is { Length: > 0 } shown ? $"There are: {string.Join(", ", shown)}." : "There are none: no judge is configured, and none has judged.";
}
