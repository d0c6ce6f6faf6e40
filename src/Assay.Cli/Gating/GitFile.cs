using System.ComponentModel;
using System.Diagnostics;
using Assay.Configuring;

namespace Assay.Cli.Gating;

/// <summary>A file as it stands at a git ref, brought into a temporary folder; gone with it.</summary>
internal sealed class GitFile : IDisposable
{
    private const long LargestBytes = 1L << 30;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;

    private GitFile(DirectoryInfo folder, string path) => (_folder, Path) = (folder, path);

    public string Path { get; }

    /// <param name="path">From the top of the repository; with ./ from the current folder.</param>
    /// <exception cref="ConfigurationException">There is no git, no repository, no such ref, or no such file in it.</exception>
    public static async Task<GitFile> ShowAsync(string reference, string path, CancellationToken cancellationToken)
    {
        if (reference.Length == 0 || path.Length == 0 || reference.StartsWith('-'))
        {
            throw new ConfigurationException($"`{reference}:{path}` names no file in git. Write git:REF:PATH, such as git:main:eval/outputs.jsonl.");
        }

        var file = new GitFile(Directory.CreateTempSubdirectory("assay-git-"), System.IO.Path.GetFileName(path));
        file = new GitFile(file._folder, System.IO.Path.Combine(file._folder.FullName, file.Path));
        try
        {
            await file.FetchAsync(reference, path, cancellationToken);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task FetchAsync(string reference, string path, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using Process git = Start(reference, path);
        try
        {
            Task<string> trouble = git.StandardError.ReadToEndAsync(deadline.Token);
            await CopyAsync(git.StandardOutput.BaseStream, deadline.Token);
            await git.WaitForExitAsync(deadline.Token);
            if (git.ExitCode != 0)
            {
                string said = (await trouble).Trim();
                throw new ConfigurationException($"git has no {path} at {reference}: {(said.Length > 0 ? said.Split('\n')[0].TrimEnd('.') : $"exit code {git.ExitCode}")}. In CI, fetch the ref first (fetch-depth: 0).");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConfigurationException($"git show {reference}:{path} took longer than {Deadline.TotalSeconds:0} s and was ended.");
        }
        finally
        {
            Git.End(git);
        }
    }

    private static Process Start(string reference, string path)
    {
        try
        {
            return Git.Start("--no-pager", "show", $"{reference}:{path}");
        }
        catch (Win32Exception error)
        {
            throw new ConfigurationException($"git cannot be run, so {reference}:{path} cannot be read: {error.Message}.");
        }
    }

    private async Task CopyAsync(Stream source, CancellationToken cancellationToken)
    {
        await using FileStream target = File.Create(Path);
        byte[] buffer = new byte[1 << 16];
        while (await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (target.Position + read > LargestBytes)
            {
                throw new ConfigurationException($"a baseline in git may be at most {LargestBytes >> 20} MiB. Name a file with --baseline-outputs instead.");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
