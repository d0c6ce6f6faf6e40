using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Assay.Server.Outbound.Notices;

/// <summary>One connection to a mail server, command by command (RFC 5321). What the server says is bounded.</summary>
internal sealed class SmtpDialogue(Stream stream) : IAsyncDisposable
{
    private const int LongestLine = 2_000;
    private const int MostLines = 100;

    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream = stream;
    private int _start;
    private int _end;

    /// <summary>What the server can, in capitals, from its last greeting.</summary>
    public IReadOnlyList<string> Abilities { get; private set; } = [];

    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        // Nothing is to be learnt from the name; a mail server knows the address anyway.
        SmtpReply reply = await AskAsync("EHLO [127.0.0.1]", cancellationToken);
        reply.ThrowUnless(250);
        Abilities = [.. reply.Lines.Skip(1).Select(l => l.ToUpperInvariant())];
    }

    /// <summary>From here on everything is said over TLS, to the server of this name and no other.</summary>
    /// <param name="trust">Whose certificates are good; null: those that this machine trusts.</param>
    public async Task SecureAsync(string host, X509ChainPolicy? trust, CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            // Somebody on the way would have it taken for what comes behind TLS.
            throw new SmtpRefusedException(new SmtpReply(0, ["said more before TLS than it was asked"]));
        }

        var secure = new SslStream(_stream);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust }, cancellationToken);
    }

    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"), cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <param name="mail">Whole lines, none of which begins with a dot.</param>
    public async Task<SmtpReply> SendAsync(byte[] mail, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync((byte[])[.. mail, .. ".\r\n"u8], cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    public async Task<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            string line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            {
                break;
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new IOException("what it says is not SMTP.");
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (line.Count < LongestLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellationToken));
                if (_end == 0)
                {
                    throw new IOException("it hung up.");
                }
            }

            byte next = _buffer[_start++];
            if (next == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }

        throw new IOException("what it says is not SMTP.");
    }
}

/// <param name="Lines">Without the code.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <exception cref="SmtpRefusedException">It is another one.</exception>
    public void ThrowUnless(params ReadOnlySpan<int> expected)
    {
        if (!expected.Contains(Code))
        {
            throw new SmtpRefusedException(this);
        }
    }

    public override string ToString() => Code == 0 ? string.Join(' ', Lines) : FormattableString.Invariant($"answered {Code}: {string.Join(' ', Lines)}");
}

/// <summary>The server would not do what it was asked.</summary>
internal sealed class SmtpRefusedException(SmtpReply reply) : Exception(reply.ToString())
{
    /// <summary>It would not do it another time either.</summary>
    public bool IsForGood => reply.Code is >= 500 and < 600;
}
