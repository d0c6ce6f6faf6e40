using System.CommandLine;
using System.Globalization;
using Assay.Collecting.Redaction;
using Assay.Configuring;

namespace Assay.Cli;

/// <summary>The options of one invocation: command line before <c>ASSAY__NAME</c> variables before <c>assay.yaml</c>.</summary>
internal sealed class Settings(ParseResult command, AssayFile file, string folder)
{
    public const string DefaultFile = "assay.yaml";

    private const string Prefix = "ASSAY__";

    public static Option<string> ConfigOption { get; } = new("--config") { Description = "Configuration file (default: assay.yaml, where there is one).", HelpName = "FILE" };

    public AssayFile File => file;

    /// <summary>The folder that paths in the configuration are relative to.</summary>
    public string Folder => folder;

    /// <exception cref="ConfigurationException">The file named is missing, or has errors.</exception>
    public static Settings Load(ParseResult command)
    {
        RefuseUnknownVariables(command);
        string? named = command.GetValue(ConfigOption) ?? Environment.GetEnvironmentVariable("ASSAY__CONFIG");
        string path = named ?? DefaultFile;
        if (!System.IO.File.Exists(path))
        {
            return named is null
                ? new Settings(command, AssayFile.Empty, Directory.GetCurrentDirectory())
                : throw new ConfigurationException($"{path} does not exist. Name a configuration file with --config, or make one with `assay init`.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        AssayFile file = AssayFileReader.ReadOrThrow(path, System.IO.File.ReadAllText(path), name => System.IO.File.ReadAllText(Path.Combine(folder, name)));
        return new Settings(command, Located(file, folder), folder);
    }

    /// <summary>A misspelt variable would be a budget that nobody keeps.</summary>
    private static void RefuseUnknownVariables(ParseResult command)
    {
        string[] known = [.. OptionsOf(command.RootCommandResult.Command).Select(Variable).Distinct(StringComparer.Ordinal)];
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new ConfigurationException($"the environment variable {name} names no option. {(NearestName.Of(name, known) is { } nearest ? $"Did you mean {nearest}?" : "Unset it: `assay VERB --help` shows the options of a verb.")}");
            }
        }
    }

    private static IEnumerable<Option> OptionsOf(Command command) => command.Options.Concat(command.Subcommands.SelectMany(OptionsOf));

    /// <summary><c>--budget-usd</c> is <c>ASSAY__BUDGET_USD</c>.</summary>
    private static string Variable(Option option) => Prefix + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Paths in the file are relative to it, wherever the command is given.</summary>
    private static AssayFile Located(AssayFile file, string folder) => file with
    {
        Providers = file.Providers.ToDictionary(
            p => p.Key, p => p.Value.KeyFile is { } key ? p.Value with { KeyFile = Path.Combine(folder, key) } : p.Value, StringComparer.Ordinal),
        Options = file.Options.ToDictionary(o => o.Key, o => IsPath(o.Key, o.Value) ? Path.Combine(folder, o.Value) : o.Value, StringComparer.Ordinal),
    };

    private static bool IsPath(string option, string value) => option is "store" or "prices" or "cache" && !value.Contains("://", StringComparison.Ordinal);

    /// <summary>Whether the verb has the option: several may call theirs the same.</summary>
    public bool Has(Option<string> option) => command.CommandResult.Command.Options.Contains(option);

    public string? Text(Option<string> option)
    {
        string name = option.Name.TrimStart('-').Replace('-', '_');
        return command.GetValue(option)
            ?? Environment.GetEnvironmentVariable(Variable(option))
            ?? file.Options.GetValueOrDefault(name);
    }

    public bool Flag(Option<bool> option)
    {
        string name = option.Name.TrimStart('-').Replace('-', '_');
        string? elsewhere = Environment.GetEnvironmentVariable(Variable(option)) ?? file.Options.GetValueOrDefault(name);
        return command.GetValue(option) || elsewhere?.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";
    }

    public decimal? Money(Option<string> option) => Number(option, 0, 1_000_000_000) is { } n ? (decimal)n : null;

    public int? Whole(Option<string> option, int min, int max)
    {
        double? number = Number(option, min, max);
        return number is { } n && n != Math.Floor(n) ? throw Wrong(option, Text(option)!, "a whole number") : (int?)number;
    }

    public double? Number(Option<string> option, double min, double max)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= min && number <= max
            ? number
            : throw Wrong(option, text, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
    }

    public TimeSpan? Time(Option<string> option)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        return Duration.TryParse(text, out TimeSpan time) ? time : throw Wrong(option, text, "a length of time such as 500ms, 30s or 2m");
    }

    /// <summary>What is kept out of what is stored: kinds by the option, or else kinds and patterns of the file.</summary>
    public RedactionRules Redaction(Option<string> option) => Text(option) is { } kinds ? RedactionReader.Parse(option.Name, kinds) : file.Redaction;

    /// <summary>False: texts are kept no longer than a verdict is owed.</summary>
    public bool KeepsContent(Option<string> option) => Text(option) switch
    {
        null or "on" => true,
        "off" => false,
        { } text => throw Wrong(option, text, "on or off"),
    };

    private static ConfigurationException Wrong(Option option, string text, string wanted) =>
        new($"{option.Name} is `{text}`, but must be {wanted}.");
}
