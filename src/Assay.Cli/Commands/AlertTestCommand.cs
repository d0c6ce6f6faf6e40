using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Server.Outbound;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Outbound;

namespace Assay.Cli.Commands;

/// <summary><c>assay alert test</c>: tells receivers something now, and says what came of it.</summary>
internal static class AlertTestCommand
{
    private static readonly Argument<string?> Receiver = new("receiver") { Description = "A name under `notify:` (default: all of them).", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("test", "Send a test notice to receivers, and say what came of it.") { Receiver, Settings.ConfigOption, ServeCommand.PublicUrl, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        // Of the others nothing needs to be there.
        AssayFile told = AssayFile.Empty with { Notify = Chosen(settings.File.Notify, parsed.GetValue(Receiver)) };
        using Receivers receivers = Receivers.Open(told, settings.Folder, ServeCommand.ReadPublicUrl(settings), TimeProvider.System);
        var results = new List<(IReceiver Receiver, string? Error)>();
        foreach ((IReceiver receiver, _) in receivers.All)
        {
            string? error = await TestNotice.SendAsync(receiver, TimeProvider.System, cancellationToken);
            results.Add((receiver, error));
            if (!parsed.GetValue(RunOptions.Json))
            {
                Console.Out.WriteLine(TerminalText.Clean($"{receiver.Name} ({receiver.Channel}): {(error is null ? "delivered" : $"not delivered: {error}")}"));
            }
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(results));
        }

        return results.TrueForAll(r => r.Error is null) ? ExitCode.Ok : ExitCode.Provider;
    }

    private static IReadOnlyList<NotifySettings> Chosen(IReadOnlyList<NotifySettings> all, string? name)
    {
        if (all.Count == 0)
        {
            throw new ConfigurationException("nobody is told of alerts: the configuration has no `notify:`. Name a receiver in it, with `slack:`, `webhook:` or `email:`.");
        }

        if (name is null || all.Any(n => n.Name == name))
        {
            return [.. all.Where(n => name is null || n.Name == name)];
        }

        string[] known = [.. all.Select(n => n.Name)];
        throw new ConfigurationException($"`notify:` names no receiver `{name}`. {(NearestName.Of(name, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", known)}.")}");
    }

    private static string Json(List<(IReceiver Receiver, string? Error)> results) => JsonLine.Write(json =>
    {
        json.WriteStartArray("receivers");
        foreach ((IReceiver receiver, string? error) in results)
        {
            json.WriteStartObject();
            json.WriteString("receiver", receiver.Name);
            json.WriteString("channel", receiver.Channel);
            json.WriteString("result", error is null ? "delivered" : "failed");
            json.WriteString("error", error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
