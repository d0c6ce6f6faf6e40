using Assay.Collecting.Redaction;
using Assay.Scoring.Judging;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>redact:</c>, at the top of the file and of a judge: names of kinds, and patterns of the user's own as <c>name: pattern</c>.</summary>
public static class RedactionReader
{
    private static readonly Dictionary<string, SensitiveKind> Kinds = Enum.GetValues<SensitiveKind>().ToDictionary(k => k.ToSnakeCase(), StringComparer.Ordinal);

    private static string Known => $"Known: {string.Join(", ", Kinds.Keys)}; a pattern of your own is written as `name: 'pattern'`.";

    /// <summary>Reads kinds as one text, <c>email,phone</c>, as an option of the command line or the environment gives them.</summary>
    /// <exception cref="ConfigurationException">A kind that there is not.</exception>
    public static RedactionRules Parse(string option, string text)
    {
        string[] names = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        return names.FirstOrDefault(n => !Kinds.ContainsKey(n)) is { } unknown
            ? throw new ConfigurationException($"{option} has `{unknown}`.{Nearest(unknown)} Known: {string.Join(", ", Kinds.Keys)}. Patterns of your own stand in assay.yaml, under `redact`.")
            : new RedactionRules { Kinds = [.. names.Select(n => Kinds[n]).Distinct()] };
    }

    internal static RedactionRules Read(YamlSection section)
    {
        const string key = "redact";
        var kinds = new List<SensitiveKind>();
        var patterns = new List<CustomPattern>();
        IEnumerable<YamlNode> items = section.Find(key) switch
        {
            null => [],
            YamlSequenceNode list => list,
            { } single => [single],
        };
        foreach (YamlNode item in items)
        {
            switch (item)
            {
                case YamlScalarNode { Value: { } name } when Kinds.TryGetValue(name, out SensitiveKind kind):
                    kinds.Add(kind);
                    break;
                case YamlScalarNode { Value: { } unknown }:
                    section.Error(item.Start, $"`{section.Full(key)}` has `{unknown}`.{Nearest(unknown)} {Known}");
                    break;
                case YamlMappingNode mapping:
                    patterns.AddRange(mapping.Children.Select(p => Pattern(section, key, p.Key, p.Value)).OfType<CustomPattern>());
                    break;
                default:
                    section.Error(item.Start, $"`{section.Full(key)}` must be a list of kinds and patterns. {Known}");
                    break;
            }
        }

        if (patterns.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key is { } doubled)
        {
            section.Error(section.Find(key)!.Start, $"`{section.Full(key)}` has two patterns that are called `{doubled}`. Give each a name of its own, or join them with |.");
        }

        return new RedactionRules { Kinds = [.. kinds.Distinct()], Patterns = patterns };
    }

    private static CustomPattern? Pattern(YamlSection section, string key, YamlNode name, YamlNode pattern)
    {
        if (name is not YamlScalarNode { Value: { } named } || pattern is not YamlScalarNode { Value: { Length: > 0 } written })
        {
            section.Error(name.Start, $"`{section.Full(key)}` has a pattern that is not a text. Write it as `name: 'pattern'`.");
            return null;
        }

        if (Kinds.ContainsKey(named) || named == "key")
        {
            section.Error(name.Start, $"`{section.Full(key)}` has a pattern that is called `{named}`, as a kind is that Assay knows. Give it another name.");
            return null;
        }

        try
        {
            return new CustomPattern(named, written);
        }
        catch (FormatException e)
        {
            section.Error(pattern.Start, $"`{section.Full(key)}`: {e.Message}");
            return null;
        }
    }

    private static string Nearest(string unknown) => NearestName.Of(unknown, Kinds.Keys) is { } nearest ? $" Did you mean `{nearest}`?" : "";
}
