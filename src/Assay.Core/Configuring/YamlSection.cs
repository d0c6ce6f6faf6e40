using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>
/// A mapping in a YAML file. Every key that is asked for becomes a known key; <see cref="Close"/> reports the keys nobody
/// asked for, each with the nearest known one. Wrong types are reported with line and column and read as absent.
/// </summary>
public sealed class YamlSection(YamlFile file, YamlMappingNode node, string path)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public YamlFile File => file;

    /// <summary>Where this section stands in the file, such as <c>judges.quality</c>; empty at the top.</summary>
    public string Path => path;

    public Mark Mark => node.Start;

    /// <summary>Every key in the order written. Asking this way makes all keys known.</summary>
    public IReadOnlyList<(string Key, YamlNode Value)> Entries()
    {
        var entries = new List<(string, YamlNode)>();
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            string name = KeyText(key);
            _asked.Add(name);
            entries.Add((name, value));
        }

        return entries;
    }

    public bool Has(string key) => Find(key) is not null;

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        { } other => Wrong<string?>(other, key, "a text"),
    };

    public string? RequiredText(string key, string remedy)
    {
        string? text = Text(key);
        if (string.IsNullOrWhiteSpace(text))
        {
            Error(Find(key)?.Start ?? Mark, $"`{Full(key)}` is missing. {remedy}");
            return null;
        }

        return text;
    }

    public double? Number(string key, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value is YamlScalarNode scalar
            && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number))
        {
            if (number >= min && number <= max)
            {
                return number;
            }

            Error(value.Start, $"`{Full(key)}` is {scalar.Value}, but must be {Range(min, max)}.");
            return null;
        }

        return Wrong<double?>(value, key, "a number");
    }

    public int? Whole(string key, int min, int max)
    {
        double? number = Number(key, min, max);
        if (number is { } n && n != Math.Floor(n))
        {
            Error(Find(key)!.Start, $"`{Full(key)}` must be a whole number.");
            return null;
        }

        return (int?)number;
    }

    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { } text } when text.ToUpperInvariant() is "TRUE" or "YES" or "ON" => true,
        YamlScalarNode { Value: { } text } when text.ToUpperInvariant() is "FALSE" or "NO" or "OFF" => false,
        { } other => Wrong<bool?>(other, key, "true or false"),
    };

    /// <summary>A length of time such as <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>, <c>7d</c>; a bare number is seconds.</summary>
    public TimeSpan? Duration(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value is YamlScalarNode { Value: { } text } && Configuring.Duration.TryParse(text, out TimeSpan duration)
            ? duration
            : Wrong<TimeSpan?>(value, key, "a length of time such as 500ms, 30s or 2m");
    }

    /// <summary>A list of texts; one bare text is a list of one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlScalarNode { Value: { } text }:
                return [text];
            case YamlSequenceNode list when list.All(item => item is YamlScalarNode):
                return [.. list.Select(item => ((YamlScalarNode)item).Value ?? "")];
            case { } other:
                return Wrong<IReadOnlyList<string>?>(other, key, "a list of texts") ?? [];
        }
    }

    public YamlSection? Section(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode mapping => new YamlSection(file, mapping, Full(key)),
        { } other => Wrong<YamlSection?>(other, key, "a mapping"),
    };

    /// <summary>Named sections, as in <c>judges:</c>, in the order written.</summary>
    public IReadOnlyList<(string Name, YamlSection Section)> Sections(string key)
    {
        var sections = new List<(string, YamlSection)>();
        foreach ((string name, YamlNode value) in Section(key)?.Entries() ?? [])
        {
            if (value is YamlMappingNode mapping)
            {
                sections.Add((name, new YamlSection(file, mapping, $"{Full(key)}.{name}")));
            }
            else
            {
                Wrong<object?>(value, $"{key}.{name}", "a mapping");
            }
        }

        return sections;
    }

    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return Misplaced(key);
    }

    /// <summary>Finds a key that does not belong here, and is not to be offered as one that does.</summary>
    public YamlNode? Misplaced(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value)
        && value is not YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "null" or "~" }
            ? value
            : null;

    /// <summary>Reports every key that was never asked for. Call it when all known keys were read.</summary>
    /// <param name="reported">Keys that were complained of already.</param>
    public void Close(params IReadOnlyList<string> reported)
    {
        foreach (YamlNode key in node.Children.Keys)
        {
            string name = KeyText(key);
            if (_asked.Contains(name) || reported.Contains(name))
            {
                continue;
            }

            string? nearest = NearestName.Of(name, _asked);
            Error(key.Start, nearest is null
                ? $"unknown key `{Full(name)}`. Known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}."
                : $"unknown key `{Full(name)}`. Did you mean `{nearest}`?");
        }
    }

    public void Error(Mark mark, string message) => file.Report(Severity.Error, mark, message);

    public void Warning(Mark mark, string message) => file.Report(Severity.Warning, mark, message);

    public string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private T? Wrong<T>(YamlNode value, string key, string wanted)
    {
        string found = value switch
        {
            YamlMappingNode => "a mapping",
            YamlSequenceNode => "a list",
            YamlScalarNode scalar => $"`{scalar.Value}`",
            _ => "something else",
        };
        Error(value.Start, $"`{Full(key)}` must be {wanted}, but is {found}.");
        return default;
    }

    private static string KeyText(YamlNode key) => key is YamlScalarNode { Value: { } text } ? text : key.ToString();

    private static string Range(double min, double max) =>
        max == double.MaxValue ? $"at least {min.ToString(CultureInfo.InvariantCulture)}"
        : string.Create(CultureInfo.InvariantCulture, $"from {min} to {max}");
}
