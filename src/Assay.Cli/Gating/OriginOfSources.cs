using System.ComponentModel;
using System.Diagnostics;
using Assay.Gating.History;

namespace Assay.Cli.Gating;

/// <summary>Of which branch and commit the outputs are: what was said, else what the build server says, else what git says of the current folder.</summary>
internal static class OriginOfSources
{
    private const int LongestName = 300;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>GitHub (of a pull request, then of a push), GitLab, Azure.</summary>
    private static readonly string[] BranchVariables = ["GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME", "SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCHNAME"];
    private static readonly string[] CommitVariables = ["GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION"];

    public static async Task<GateOrigin> FindAsync(string? branch, string? commit, CancellationToken cancellationToken) => new(
        Clean(branch ?? Variable(BranchVariables) ?? await AskGitAsync(["symbolic-ref", "--short", "-q", "HEAD"], cancellationToken)),
        Clean(commit ?? Variable(CommitVariables) ?? await AskGitAsync(["rev-parse", "HEAD"], cancellationToken)));

    private static string? Variable(string[] names) => names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v));

    private static string? Clean(string? text) => new string([.. (text ?? "").Where(c => !char.IsControl(c)).Take(LongestName)]).Trim() is { Length: > 0 } clean ? clean : null;

    /// <summary>Null where there is no git, or no repository: a gate needs neither.</summary>
    private static async Task<string?> AskGitAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            using Process git = Git.Start(arguments);
            try
            {
                Task<string> trouble = git.StandardError.ReadToEndAsync(deadline.Token);
                string said = await git.StandardOutput.ReadToEndAsync(deadline.Token);
                await git.WaitForExitAsync(deadline.Token);
                await trouble;
                return git.ExitCode == 0 ? said : null;
            }
            finally
            {
                Git.End(git);
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
