using Assay.Cli.Gating;
using Assay.Configuring;
using Assay.Gating.Prompts;

namespace Assay.Cli.Prompting;

/// <summary>Prompt files on disk and in git, by the names that the ledger has them under: their paths beside the configuration.</summary>
internal sealed class PromptFiles(Settings settings)
{
    public const string Folder = "prompts";

    /// <summary>A file as the ledger calls it.</summary>
    public string Name(string path) => Path.GetRelativePath(settings.Folder, Path.GetFullPath(path)).Replace('\\', '/');

    /// <summary>Every prompt file of the folders and files that are named, by name.</summary>
    /// <exception cref="ConfigurationException">One is not there.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> named) =>
    [
        .. named.SelectMany(n => Directory.Exists(n) ? Directory.EnumerateFiles(n, "*", SearchOption.AllDirectories).Where(PromptFileReader.IsPrompt)
            : File.Exists(n) ? [n] : throw new ConfigurationException($"there is no {n}. Name a prompt file, or a folder that holds some.")).Order(StringComparer.Ordinal),
    ];

    /// <summary>With the model that answers with it: that of the file, else of a target, else the one it was last used with.</summary>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public PromptFile Read(string path, IEnumerable<StoredPrompt> known) => WithModel(PromptFileReader.ReadOrThrow(Name(path), File.ReadAllText(path)), known);

    /// <inheritdoc cref="Read"/>
    public async Task<PromptFile> ReadAsync(string reference, string path, IEnumerable<StoredPrompt> known, CancellationToken cancellationToken)
    {
        using GitFile fetched = await GitFile.ShowAsync(reference, $"./{Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.GetFullPath(path)).Replace('\\', '/')}", cancellationToken);
        return WithModel(PromptFileReader.ReadOrThrow(Name(path), await File.ReadAllTextAsync(fetched.Path, cancellationToken)), known);
    }

    private PromptFile WithModel(PromptFile prompt, IEnumerable<StoredPrompt> known) => prompt with
    {
        Model = settings.File.Targets.FirstOrDefault(t => t.Prompt == prompt.Name)?.Model ?? prompt.Model
            ?? (known.FirstOrDefault(k => k.Name == prompt.Name) is { } last ? Scoring.Judging.ModelReference.TryParse(last.Model) : null),
    };
}
