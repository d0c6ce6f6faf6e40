using System.Globalization;
using System.Text.Json;
using Assay.Collecting.Files;
using Assay.Scoring.Checking;
using Assay.Scoring.Checking.Json;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>check:</c> of a criterion: the name of a check, or a mapping of its name to what it is to find, with options beside it.</summary>
internal sealed class CheckReader
{
    private const int LargestLength = 10_000_000;

    private static readonly Dictionary<string, Func<CheckReader, Check?>> Readers = new(StringComparer.Ordinal)
    {
        ["exact"] = r => r.Expected() is { } expected ? new ExactCheck(expected, r.Form()) : null,
        ["contains"] = r => r.Expected() is { } expected ? new ContainsCheck(expected, r._options?.Flag("any") == true ? Wanted.Any : Wanted.All, r.Form()) : null,
        ["not_contains"] = r => r.Expected(isNeeded: true) is { } expected ? new ContainsCheck(expected, Wanted.None, r.Form()) : null,
        ["regex"] = r => r.Regex(isNegated: false),
        ["not_regex"] = r => r.Regex(isNegated: true),
        ["json"] = r => r.Bare(new JsonCheck(null)),
        ["json_schema"] = r => r.Schema() is { } schema ? new JsonCheck(schema) : null,
        ["numeric"] = r => r.Numeric(),
        ["rouge_l"] = r => r.Overlap(OverlapMeasure.RougeL),
        ["token_f1"] = r => r.Overlap(OverlapMeasure.TokenF1),
        ["max_latency"] = r => r.Needed() is { } options ? r.Measured(MeasuredQuantity.Latency, options.Duration(r._name)?.TotalMilliseconds) : null,
        ["max_cost"] = r => r.Needed() is { } options ? r.Measured(MeasuredQuantity.Cost, options.Number(r._name, 0, 1_000_000)) : null,
        ["max_words"] = r => r.Needed()?.Whole(r._name, 0, LargestLength) is { } most ? new LengthCheck(LengthUnit.Words, most) : null,
        ["max_characters"] = r => r.Needed()?.Whole(r._name, 0, LargestLength) is { } most ? new LengthCheck(LengthUnit.Characters, most) : null,
        ["refusal"] = r => r.Bare(new RefusalCheck(IsNegated: false)),
        ["not_refusal"] = r => r.Bare(new RefusalCheck(IsNegated: true)),
    };

    /// <summary>Keys that say how a check looks, and are none themselves.</summary>
    private static readonly string[] Options = ["ignore_case", "ignore_space", "any", "tolerance", "take", "at_least", "field"];

    private readonly YamlSection _criterion;
    private readonly Func<string, string> _readFile;
    private readonly string _name;

    /// <summary>Null where the check is a name alone.</summary>
    private readonly YamlSection? _options;

    private CheckReader(YamlSection criterion, Func<string, string> readFile, string name, YamlSection? options) =>
        (_criterion, _readFile, _name, _options) = (criterion, readFile, name, options);

    /// <summary>Every check that can be written.</summary>
    public static IEnumerable<string> Names => Readers.Keys;

    /// <summary>Null where it is wrong, which the section then says.</summary>
    /// <param name="readFile">Gives the text of a schema's file.</param>
    public static Check? Read(YamlSection criterion, Func<string, string> readFile)
    {
        switch (criterion.Find("check"))
        {
            case YamlScalarNode { Value: { } name } node:
                if (!Readers.TryGetValue(name, out Func<CheckReader, Check?>? read))
                {
                    criterion.Error(node.Start, Unknown(name));
                    return null;
                }

                return read(new CheckReader(criterion, readFile, name, options: null));
            case YamlMappingNode mapping:
                return Read(criterion, criterion.Section("check")!, mapping, readFile);
            case { } other:
                criterion.Error(other.Start, $"`{criterion.Full("check")}` must be the name of a check, or a mapping such as {{ contains: \"30 days\" }}.");
                return null;
            case null:
                return null;
        }
    }

    private static Check? Read(YamlSection criterion, YamlSection section, YamlMappingNode mapping, Func<string, string> readFile)
    {
        string[] named = [.. mapping.Children.Keys.Select(k => k.ToString()).Where(Readers.ContainsKey)];
        if (named is not [var name])
        {
            YamlNode? unknown = mapping.Children.Keys.FirstOrDefault(k => !Options.Contains(k.ToString()));
            section.Error(named.Length > 0 ? section.Mark : unknown?.Start ?? section.Mark, named.Length > 0
                ? $"`{section.Path}` has more than one check: {string.Join(", ", named)}. Give each a criterion of its own."
                : unknown is not null ? Unknown(unknown.ToString()) : $"`{section.Path}` names no check. Known: {string.Join(", ", Names)}.");
            return null;
        }

        Check? check = Readers[name](new CheckReader(criterion, readFile, name, section));
        section.Find(name);
        section.Close();
        return check;
    }

    private static string Unknown(string name) =>
        $"`{name}` is not a check. {(NearestName.Of(name, Names) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", Names)}.")}";

    /// <summary>A check that takes nothing but its name; <c>true</c> beside it says the same.</summary>
    private Check? Bare(Check check)
    {
        bool? said = _options?.Has(_name) == true ? _options.Flag(_name) : true;
        if (said == true)
        {
            return check;
        }

        if (said is null)
        {
            return null;
        }

        _options!.Error(_options.Mark, $"`{_name}` takes nothing. Write `check: {_name}`{(Readers.ContainsKey($"not_{_name}") ? $", or `check: not_{_name}`" : "")}.");
        return null;
    }

    /// <summary>Null where what the check needs is missing, which is then said.</summary>
    private YamlSection? Needed()
    {
        if (_options?.Has(_name) == true)
        {
            return _options;
        }

        _criterion.Error(_criterion.Find("check")!.Start, $"`{_name}` needs what it is to look for, such as `check: {{ {_name}: {Example()} }}`.");
        return null;
    }

    private string Example() => _name switch
    {
        "max_latency" => "2s",
        "max_cost" => "0.01",
        "max_words" or "max_characters" => "120",
        "json_schema" => "answer.schema.json",
        "regex" or "not_regex" => "'^[0-9]+$'",
        _ => "\"a text\"",
    };

    private ExpectedText[]? Expected(bool isNeeded = false)
    {
        if (_options?.Has(_name) != true)
        {
            return isNeeded ? (Needed() is null ? null : []) : [ExpectedText.Reference];
        }

        try
        {
            IReadOnlyList<string> texts = _options.Texts(_name);
            return texts.Count == 0 ? throw new FormatException("is an empty list. Write what is expected.") : [.. texts.Select(ExpectedText.Parse)];
        }
        catch (FormatException e)
        {
            _options.Error(_options.Find(_name)!.Start, $"`{_options.Full(_name)}` {e.Message}");
            return null;
        }
    }

    private TextForm Form() => _options is null ? new TextForm() : new TextForm(_options.Flag("ignore_case") ?? false, _options.Flag("ignore_space") ?? false);

    private RegexCheck? Regex(bool isNegated)
    {
        if (Needed() is not { } options || options.Text(_name) is not { } pattern)
        {
            return null;
        }

        try
        {
            return pattern.Length == 0 ? throw new FormatException("is empty, and matches everywhere. Write what is to be found.") : new RegexCheck(pattern, options.Flag("ignore_case") ?? false, isNegated);
        }
        catch (FormatException e)
        {
            options.Error(options.Find(_name)!.Start, $"`{options.Full(_name)}` {e.Message}");
            return null;
        }
    }

    private NumericCheck? Numeric()
    {
        string text = _options?.Text("tolerance") ?? "0";
        bool isShare = text.EndsWith('%');
        if (!double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double tolerance) || !double.IsFinite(tolerance))
        {
            _options!.Error(_options.Find("tolerance")!.Start, $"`{_options.Full("tolerance")}` is `{text}`, but must be 0 or more: a number such as 0.01, or a share such as 5%.");
            return null;
        }

        string taken = _options?.Text("take") ?? "only";
        TakenNumber? take = taken switch { "only" => TakenNumber.Only, "first" => TakenNumber.First, "last" => TakenNumber.Last, _ => null };
        if (take is null)
        {
            _options!.Error(_options.Find("take")!.Start, $"`{_options.Full("take")}` is `{taken}`. Known: only, first, last.");
        }

        if (Expected() is not { } expected || take is null)
        {
            return null;
        }

        if (expected is not [var only] || (!only.Text.Contains("{{", StringComparison.Ordinal) && NumberInText.Find(only.Text, TakenNumber.Only).Value is null))
        {
            _options!.Error(_options.Find(_name)!.Start, $"`{_options.Full(_name)}` must be one number, or a field that has one such as \"{{{{reference}}}}\".");
            return null;
        }

        return new NumericCheck(only, isShare ? tolerance / 100 : tolerance, isShare, take.Value);
    }

    private OverlapCheck? Overlap(OverlapMeasure measure)
    {
        double? least = _options?.Number("at_least", 0, 1);
        return Expected() is { } expected ? new OverlapCheck(measure, expected, least) : null;
    }

    private MeasuredCheck? Measured(MeasuredQuantity quantity, double? most)
    {
        string field = _options?.Text("field") ?? MeasuredCheck.UsualField(quantity);
        return most is { } bound ? new MeasuredCheck(quantity, bound, field) : null;
    }

    private JsonSchema? Schema()
    {
        if (Needed() is not { } options)
        {
            return null;
        }

        YamlNode node = options.Find(_name)!;
        string from = "";
        try
        {
            if (node is YamlScalarNode { Value: { } path })
            {
                from = $"{path} ";
                return JsonSchema.Parse(FileOf(path));
            }

            return JsonSchema.Parse(Json(node));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or JsonException)
        {
            options.Error(node.Start, e is FormatException
                ? $"`{options.Full(_name)}`: {from}{e.Message}"
                : e is JsonException ? $"`{options.Full(_name)}`: {from}is no JSON: {e.Message}" : $"the file {from}cannot be read: {e.Message} Paths are relative to this file.");
            return null;
        }
    }

    private JsonElement FileOf(string path)
    {
        string text = _readFile(path);
        if (Path.GetExtension(path) is not (".yaml" or ".yml"))
        {
            return JsonElement.Parse(text);
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new FormatException($"is not YAML: line {e.Start.Line}: {e.Message}", e);
        }

        return stream.Documents is [var document] ? Json(document.RootNode) : throw new FormatException("must be one YAML document.");
    }

    private static JsonElement Json(YamlNode node) => JsonElement.Parse(YamlJson.Of(node)?.ToJsonString() ?? "null");
}
