using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>A YAML file being read, with the findings made on the way.</summary>
public sealed class YamlFile
{
    private readonly List<Diagnostic> _diagnostics = [];

    private YamlFile(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The file's top mapping. Absent when the text is no YAML mapping; the diagnostics then say why.</summary>
    public YamlSection? Root { get; private set; }

    public static YamlFile Parse(string name, string text)
    {
        var file = new YamlFile(name);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            switch (stream.Documents)
            {
                case []:
                    file.Root = new YamlSection(file, new YamlMappingNode(), "");
                    break;
                case [{ RootNode: YamlMappingNode root }]:
                    file.Root = new YamlSection(file, root, "");
                    break;
                case [_]:
                    file.Report(Severity.Error, Mark.Empty, "the file must be a mapping of keys to values");
                    break;
                case [_, var second, ..]:
                    file.Report(Severity.Error, second.RootNode.Start, "a second document begins here, but only one is read. Remove the `---` before it.");
                    break;
            }
        }
        catch (YamlException e)
        {
            file.Report(Severity.Error, e.Start, $"not valid YAML: {e.Message}");
        }

        return file;
    }

    public void Report(Severity severity, Mark mark, string message) =>
        _diagnostics.Add(new Diagnostic(Name, Math.Max(1, mark.Line), Math.Max(1, mark.Column), severity, message));

    public void ThrowIfErrors()
    {
        if (_diagnostics.Any(d => d.Severity == Severity.Error))
        {
            throw new ConfigurationException(_diagnostics);
        }
    }
}
