namespace Assay.Configuring;

/// <summary>One entry of <c>notify:</c> in <c>assay.yaml</c>: who is told when an incident opens or closes, and on which way.</summary>
public abstract record NotifySettings
{
    /// <summary>Incidents are few and are to be told in order: one a request.</summary>
    public const int Batch = 1;

    private NotifySettings()
    {
    }

    public required string Name { get; init; }

    /// <summary>The receiver may be in this machine's own networks, and what is sent to it there needs no TLS.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>A channel of Slack, or of what takes the same messages, by an incoming webhook.</summary>
    public sealed record Slack : NotifySettings
    {
        /// <summary>Where its address is found, which is a secret: whoever has it can write to the channel.</summary>
        public required SecretPlace Url { get; init; }
    }

    /// <summary>A program of the user's, told as <c>webhooks:</c> are.</summary>
    public sealed record Webhook : NotifySettings
    {
        public required WebhookSettings Target { get; init; }
    }

    /// <summary>People, by mail.</summary>
    public sealed record Email : NotifySettings
    {
        public required IReadOnlyList<string> To { get; init; }

        public required string From { get; init; }

        /// <summary>The mail server that takes the message.</summary>
        public required string Host { get; init; }

        public required int Port { get; init; }

        public MailSecurity Security { get; init; } = MailSecurity.StartTls;

        /// <summary>Null: the server asks for no name.</summary>
        public string? User { get; init; }

        public SecretPlace? Password { get; init; }
    }
}

/// <summary>How a connection to a mail server is kept secret.</summary>
public enum MailSecurity
{
    /// <summary>It begins in the clear and must change to TLS before anything is said.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    None,
}
