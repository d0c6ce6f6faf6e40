using System.ComponentModel;
using System.Diagnostics;
using Assay.Collecting;
using Assay.Gating.Targets;
using Assay.Surfacing;

namespace Assay.Cli.Gating.Targets;

/// <summary>Runs a program for each case: JSON on its standard input, JSON on its standard output. One that is too slow is ended with all that it started.</summary>
/// <param name="folder">Where it runs: beside the configuration.</param>
internal sealed class CommandTarget(TargetSettings settings, string folder, TimeProvider clock) : ITarget
{
    private const int MostErrors = 64 * 1024;
    private const int ShownCharacters = 160;

    private string Name => settings.Command[0];

    public string? Version { get; } = TargetFiles.VersionOf(settings, folder);

    public byte[] Request(Response of) => settings.Request.Fill(of);

    public async Task<TargetAnswer> AskAsync(Response of, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using Process? process = Start(out string? trouble);
        if (process is null)
        {
            return new TargetAnswer.Failed(TargetFailure.TargetUnreachable, $"{Name} cannot be run: {trouble}");
        }

        try
        {
            return await TalkAsync(process, Request(of), either.Token);
        }
        catch (Exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new TargetAnswer.Failed(TargetFailure.TargetTimeout, FormattableString.Invariant($"{Name} did not end within {settings.Timeout.TotalSeconds:0.###} s and was ended"));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose()
    {
    }

    private async Task<TargetAnswer> TalkAsync(Process process, byte[] request, CancellationToken cancellationToken)
    {
        Task<byte[]?> output = BoundedReading.OfAsync(process.StandardOutput.BaseStream, TargetSettings.LargestReply, cancellationToken);
        Task<byte[]?> errors = BoundedReading.OfAsync(process.StandardError.BaseStream, MostErrors, cancellationToken);
        await WriteAsync(process, request, cancellationToken);
        byte[]? answer = await output;
        if (answer is null)
        {
            return new TargetAnswer.Failed(TargetFailure.TargetTooLarge, $"{Name} answered with more than {TargetSettings.LargestReply >> 20} MiB");
        }

        byte[]? said = await errors;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            string words = said is null ? "" : HarmlessText.Line(System.Text.Encoding.UTF8.GetString(said), ShownCharacters);
            return new TargetAnswer.Failed(TargetFailure.TargetFailed, $"{Name} ended with {process.ExitCode}{(words.Length > 0 ? $": {words}" : "")}");
        }

        return settings.Reply.Read(answer) is TargetAnswer.Failed unread ? unread with { Detail = $"{Name}: {unread.Detail}" } : settings.Reply.Read(answer);
    }

    private static async Task WriteAsync(Process process, byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(request, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It need not read what it is given; what it answers tells.
        }
    }

    private Process? Start(out string? trouble)
    {
        var start = new ProcessStartInfo(Name, settings.Command.Skip(1))
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        try
        {
            trouble = null;
            return Process.Start(start);
        }
        catch (Win32Exception error)
        {
            trouble = error.Message;
            return null;
        }
    }
}
