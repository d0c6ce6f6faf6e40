using System.CommandLine;
using Assay.Configuring;

namespace Assay.Cli.Commands;

/// <summary>A list of files would swallow a misspelt option as one more name; here it is told apart.</summary>
internal static class FileNames
{
    public static void RefuseOptions(Command command, Argument<string[]> files) => files.Validators.Add(names =>
    {
        foreach (string token in names.Tokens.Select(t => t.Value).Where(t => t.StartsWith("--", StringComparison.Ordinal)))
        {
            string meant = NearestName.Of(token, command.Options.Select(o => o.Name)) is { } nearest ? $" Did you mean {nearest}?" : "";
            names.AddError($"there is no option {token}.{meant}");
        }
    });
}
