using System.Globalization;

namespace Assay.Checking.Accounts;

/// <summary>
/// What a client sent and what it was told, in a file that only grows: <c>7 sent ID ID ...</c> before a request leaves, then
/// <c>7 acknowledged</c> or <c>7 refused</c>. A request without a second line was never answered, and nobody can say what became
/// of it. Safe to use from many threads.
/// </summary>
public sealed class ClientHistory(string path) : IDisposable
{
    private readonly StreamWriter _file = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
    private long _requests;

    public string Path => path;

    /// <param name="ids">Of the responses in the request; without spaces.</param>
    /// <returns>The request's number.</returns>
    public long Send(IEnumerable<string> ids)
    {
        long request = Interlocked.Increment(ref _requests);
        Write(request, $"sent {string.Join(' ', ids)}");
        return request;
    }

    /// <summary>The service said that all of it is saved for good.</summary>
    public void Acknowledge(long request) => Write(request, "acknowledged");

    /// <summary>The service said that nothing of it was saved.</summary>
    public void Refuse(long request) => Write(request, "refused");

    /// <summary>Lets a reader see what was written.</summary>
    public void Flush()
    {
        lock (_file)
        {
            _file.Flush();
        }
    }

    public void Dispose() => _file.Dispose();

    private void Write(long request, string what)
    {
        lock (_file)
        {
            _file.Write(request.ToString(CultureInfo.InvariantCulture));
            _file.Write(' ');
            _file.Write(what);
            _file.Write('\n');
        }
    }
}
