using System.CommandLine;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;

namespace Assay.Cli.Trusting;

/// <summary>The judge versions that what is learnt from gold is for. A configuration that waits for what is being learnt is read all the same.</summary>
internal sealed class ConfiguredPanels(IReadOnlyList<Judge> judges, string file)
{
    /// <exception cref="ConfigurationException">There is no configuration.</exception>
    public static ConfiguredPanels Read(ParseResult parsed)
    {
        string path = parsed.GetValue(Settings.ConfigOption) ?? Environment.GetEnvironmentVariable("ASSAY__CONFIG") ?? Settings.DefaultFile;
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{path} does not exist, and --out writes what was learnt for the judges of a configuration, as they are now. Name one with --config.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new ConfiguredPanels(AssayFileReader.Read(path, File.ReadAllText(path), name => File.ReadAllText(Path.Combine(folder, name))).Judges, path);
    }

    /// <summary>The versions of a jury's members.</summary>
    /// <exception cref="ConfigurationException">One is not known, or there are two of that name.</exception>
    public IReadOnlyDictionary<string, string> VersionsOf(IReadOnlyList<string> members)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        ILookup<string, string> known = judges.SelectMany(j => j.Panel is null ? [j] : j.Panel.Kind == PanelKind.Jury ? j.Panel.Judges : []).ToLookup(j => j.Name, j => j.Version, StringComparer.Ordinal);
        foreach (string member in members)
        {
            versions[member] = known[member].Distinct().ToList() switch
            {
                [var only] => only,
                [] => throw new ConfigurationException($"{file} has no judge `{member}`, for which a weight was learnt. Call the raters of the labels as the members of the jury are called: {string.Join(", ", known.Select(k => k.Key))}."),
                _ => throw new ConfigurationException($"{file} has several judges that are called {member}. Declare it as a judge with a name of its own."),
            };
        }

        return versions;
    }

    /// <summary>The versions of a cascade's stages.</summary>
    /// <exception cref="ConfigurationException">No cascade has these stages, or several that differ have.</exception>
    public IReadOnlyList<string> VersionsOfStages(IReadOnlyList<string> stages)
    {
        Panel[] cascades = [.. judges.Select(j => j.Panel).OfType<Panel>().Where(p => p.Kind == PanelKind.Cascade)];
        string[][] found = [.. cascades.Where(p => p.Stages.Select(s => s.Name).SequenceEqual(stages, StringComparer.Ordinal)).Select(p => p.Stages.Select(p.VersionOf).ToArray())];
        return found.Length == 0
            ? throw new ConfigurationException($"{file} has no cascade with the stages {string.Join(", ", stages)}{(cascades.Length == 0 ? "" : $"; it has: {string.Join("; ", cascades.Select(c => string.Join(", ", c.Stages.Select(s => s.Name))))}")}. A certificate is for the stages that verdicts and confidences are from: `assay run` the labelled responses with the cascade (`ask: all`) and --out.")
            : found.All(f => f.SequenceEqual(found[0])) ? found[0]
            : throw new ConfigurationException($"{file} has several cascades with the stages {string.Join(", ", stages)}, and they differ. Give the stages of one other names (`name:`).");
    }
}
