using System.CommandLine;
using System.CommandLine.Parsing;
using Assay.Cli.Output;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Running;
using Assay.Simulator;

namespace Assay.Cli;

/// <summary>Runs a command line and turns every expected trouble into one paragraph on stderr and its exit code. The one place that does.</summary>
internal static class Invocation
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        ParseResult command = root.Parse(args);
        if (command.Errors.Count > 0)
        {
            foreach (string message in Misread(command))
            {
                await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(message)}");
            }

            await Console.Error.WriteLineAsync($"See: {CommandPath(command)} --help");
            return ExitCode.Usage;
        }

        try
        {
            return await command.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            (int code, string message) = Explain(e);
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(message)}");
            return code;
        }
    }

    /// <summary>A name that nothing goes by is the whole trouble: what is missing beside it, or stands behind it, follows from that.</summary>
    private static IEnumerable<string> Misread(ParseResult command)
    {
        Command verb = command.CommandResult.Command;
        string? unknown = command.UnmatchedTokens is [var first, ..] ? first : null;
        if (unknown is not null && (unknown.StartsWith("--", StringComparison.Ordinal) || verb.Subcommands.Count > 0))
        {
            bool isOption = unknown.StartsWith('-');
            string meant = NearestName.Of(unknown, isOption ? verb.Options.Select(o => o.Name) : verb.Subcommands.Select(c => c.Name)) is { } nearest ? $" Did you mean {nearest}?" : "";
            return [$"there is no {(isOption ? "option" : "verb")} {unknown}.{meant}"];
        }

        return command.Errors.Select(error => error.SymbolResult is ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0 } missing }
            ? $"{verb.Name} needs {missing.HelpName}: {missing.Description}"
            : error.Message);
    }

    private static (int Code, string Message) Explain(Exception error) => error switch
    {
        InputException or ConfigurationException or SimulatorConfigurationException => (ExitCode.Usage, error.Message),
        ProviderConfigurationException { ConcernsKey: true } => (ExitCode.Provider, error.Message),
        ProviderConfigurationException => (ExitCode.Usage, error.Message),
        LedgerException => (ExitCode.Unexpected, error.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted; the same command continues."),
        IOException or UnauthorizedAccessException => (ExitCode.Unexpected, error.Message),
        _ => (ExitCode.Unexpected, $"unexpected error, please report it: {error}"),
    };

    private static string CommandPath(ParseResult command)
    {
        var names = new List<string>();
        for (var result = command.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Insert(0, result.Command.Name);
        }

        return string.Join(' ', names);
    }
}
