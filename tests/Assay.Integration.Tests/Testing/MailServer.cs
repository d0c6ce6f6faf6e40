using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Assay.Integration.Tests.Testing;

/// <summary>A mail server on one socket of this machine: keeps what it is told, and answers as a test says.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly X509Certificate2 _certificate = CertificateFor("localhost");
    private readonly Task _serving;

    public MailServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Lines behind its greeting; what of them is an ability.</summary>
    public IReadOnlyList<string> Abilities { get; init; } = ["STARTTLS", "AUTH PLAIN LOGIN"];

    /// <summary>TLS from the first byte.</summary>
    public bool SpeaksTls { get; init; }

    /// <summary>By the command; null: what a server says that takes everything. An empty answer is none.</summary>
    public Func<string, string?> Answer { get; init; } = _ => null;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it was told, line by line, with <c>TLS</c> where that began.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    public IReadOnlyList<string> Mails => [.. _mails];

    /// <summary>Whoever trusts it trusts nobody else.</summary>
    public X509ChainPolicy Trust
    {
        get
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.Add(_certificate);
            return trust;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The other side hung up, or the test is over.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        if (SpeaksTls)
        {
            stream = await SecureAsync(stream);
        }

        await SayAsync(stream, Answer("") ?? "220 mail.test ready");
        while (await ReadLineAsync(stream) is { } command)
        {
            _commands.Enqueue(command);
            string word = command.Split(' ', ':')[0].ToUpperInvariant();
            await SayAsync(stream, Answer(command) ?? word switch
            {
                "EHLO" => string.Join("\r\n", Abilities.Select(a => $"250-{a}").Prepend("250-mail.test")) + "\r\n250 SIZE 1000000",
                "STARTTLS" => "220 go on",
                "AUTH" when command.EndsWith("LOGIN", StringComparison.Ordinal) => "334 VXNlcm5hbWU6",
                "AUTH" => "235 welcome",
                "MAIL" or "RCPT" => "250 fine",
                "DATA" => "354 say it",
                _ => Logins() switch { 1 => "334 UGFzc3dvcmQ6", 2 => "235 welcome", _ => "500 what?" },
            });
            if (word == "STARTTLS")
            {
                stream = await SecureAsync(stream);
            }
            else if (word == "DATA" && Answer(command) is null)
            {
                var mail = new StringBuilder();
                while (await ReadLineAsync(stream) is { } line && line != ".")
                {
                    mail.Append(line).Append("\r\n");
                }

                _mails.Enqueue(mail.ToString());
                await SayAsync(stream, Answer("the mail") ?? "250 taken");
            }
        }
    }

    /// <summary>How many lines came behind AUTH LOGIN.</summary>
    private int Logins() => _commands.Reverse().TakeWhile(c => c != "AUTH LOGIN").Count();

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        _commands.Enqueue("TLS");
        return secure;
    }

    private Task SayAsync(Stream stream, string text) => text.Length == 0
        ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token)
        : stream.WriteAsync(Encoding.ASCII.GetBytes($"{text}\r\n"), _stop.Token).AsTask();

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (await stream.ReadAsync(next, _stop.Token) > 0)
        {
            if (next[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next[0]);
        }

        return null;
    }

    private static X509Certificate2 CertificateFor(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
