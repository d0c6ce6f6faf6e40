using System.Text;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>A file beside a ledger that keeps two processes from working on it at once. The lock goes with the process, also when it is killed.</summary>
internal static class LedgerOwnership
{
    /// <exception cref="LedgerException">Another process has it.</exception>
    public static FileStream Take(string path)
    {
        try
        {
            var file = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Environment.ProcessId}\n")));
            file.Flush();
            return file;
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && File.Exists(path + ".lock"))
        {
            throw new LedgerException($"Another assay process is working on {path}. Wait until it has finished, or name another file with --store; a ledger in PostgreSQL takes several at a time.", e);
        }
    }
}
