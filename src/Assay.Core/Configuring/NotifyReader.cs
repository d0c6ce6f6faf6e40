using System.Net.Mail;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads one entry of <c>notify:</c>.</summary>
internal static class NotifyReader
{
    private const int MostRecipients = 50;
    private const int LongestAddress = 254;

    private static readonly string[] Ways = ["slack", "webhook", "email"];

    private static readonly Dictionary<string, (MailSecurity Security, int Port)> Securities = new(StringComparer.Ordinal)
    {
        ["starttls"] = (MailSecurity.StartTls, 587),
        ["tls"] = (MailSecurity.Tls, 465),
        ["none"] = (MailSecurity.None, 25),
    };

    /// <summary>Null where something is missing or wrong, which the section then says.</summary>
    /// <param name="taken">The names under <c>webhooks:</c>.</param>
    public static NotifySettings? Read(string name, YamlSection section, IReadOnlyList<string> taken)
    {
        if (name == OtlpExportSettings.Name || taken.Contains(name, StringComparer.Ordinal))
        {
            section.Error(section.Mark, $"`{section.Path}`: the name {name} is taken by `{(name == OtlpExportSettings.Name ? "export.otlp" : $"webhooks.{name}")}`. Choose another.");
        }

        string[] written = [.. Ways.Where(section.Has)];
        section.Close();
        if (written is not [var way])
        {
            section.Error(section.Mark, written.Length == 0
                ? $"`{section.Path}` says no way to its receiver. Write `slack:`, `webhook:` or `email:` in it."
                : $"`{section.Path}` has {string.Join(" and ", written)}, but a receiver is told in one way. Write a receiver of its own for each.");
            return null;
        }

        return section.Section(way) is not { } inner ? null : way switch
        {
            "slack" => ReadSlack(name, inner),
            "webhook" => ReadWebhook(name, inner),
            _ => ReadEmail(name, inner),
        };
    }

    private static NotifySettings.Slack? ReadSlack(string name, YamlSection section)
    {
        SecretPlace? url = OutboundReader.Secret(section, "url");
        bool allowPrivate = section.Flag("allow_private") ?? false;
        if (section.Misplaced("url") is { } shown)
        {
            section.Error(shown.Start, $"`{section.Full("url")}`: the address is a secret, for whoever has it can write to the channel. Put it into an environment variable, and name that with `url_variable`, or into a file named with `url_file`.");
            return null;
        }

        if (url is null && !section.Has("url_variable") && !section.Has("url_file"))
        {
            section.Error(section.Mark, $"`{section.Full("url_variable")}` is missing. Name the environment variable that holds the address of the incoming webhook, or a file with `url_file`. Slack gives such an address for an app with incoming webhooks.");
        }

        section.Close();
        return url is null ? null : new NotifySettings.Slack { Name = name, Url = url, AllowPrivate = allowPrivate };
    }

    private static NotifySettings.Webhook? ReadWebhook(string name, YamlSection section)
    {
        WebhookSettings? target = OutboundReader.ReadTarget(name, section);
        section.Close();
        return target is null ? null : new NotifySettings.Webhook { Name = name, AllowPrivate = target.AllowPrivate, Target = target with { Batch = NotifySettings.Batch } };
    }

    private static NotifySettings.Email? ReadEmail(string name, YamlSection section)
    {
        string[] to = [.. section.Texts("to")];
        if (to.Length is 0 or > MostRecipients)
        {
            section.Error(section.Find("to")?.Start ?? section.Mark, to.Length == 0
                ? $"`{section.Full("to")}` is missing. Write who is to get the mail, for example `to: [oncall@example.com]`."
                : $"`{section.Full("to")}` names {to.Length} addresses, but at most {MostRecipients} are told. Write to a list that your mail server keeps.");
        }

        bool sound = to.Length is > 0 and <= MostRecipients && to.All(a => IsAddress(section, "to", a));
        string? from = section.RequiredText("from", "Write whom the mail comes from, for example `from: assay@example.com`.");
        string? host = section.RequiredText("host", "Name the mail server that takes it, for example `host: smtp.example.com`.");
        if (host is not null && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            section.Error(section.Find("host")!.Start, $"`{section.Full("host")}` is no name of a server such as smtp.example.com. The port stands in `port`.");
            sound = false;
        }

        string security = section.Text("security") ?? "starttls";
        if (!Securities.TryGetValue(security, out (MailSecurity Security, int Port) chosen))
        {
            section.Error(section.Find("security")!.Start, $"`{section.Full("security")}` is `{security}`. Known: {string.Join(", ", Securities.Keys)}.");
            sound = false;
        }

        int port = section.Whole("port", 1, 65_535) ?? chosen.Port;
        string? user = section.Text("user");
        SecretPlace? password = OutboundReader.Secret(section, "password");
        bool allowPrivate = section.Flag("allow_private") ?? false;
        if (user is null != password is null)
        {
            section.Error((section.Find("user") ?? section.Find("password_variable") ?? section.Find("password_file"))!.Start, user is null
                ? $"`{section.Full("user")}` is missing, whose password `{password!.Key}` names. Write it, or take the password away where the server asks for none."
                : $"`{section.Full("password_variable")}` is missing, the password of `{section.Full("user")}`. Name the environment variable that holds it, or a file with `password_file`.");
            sound = false;
        }

        if (password is not null && chosen.Security == MailSecurity.None)
        {
            section.Error(section.Find("security")?.Start ?? section.Mark, $"`{section.Full("security")}` is none, so anybody on the way could read the password. Write `security: starttls` or `security: tls`.");
            sound = false;
        }

        sound &= from is not null && IsAddress(section, "from", from);
        if (section.Misplaced("password") is { } shown)
        {
            section.Error(shown.Start, $"`{section.Full("password")}`: no password stands in this file. Name the environment variable that holds it with `password_variable`, or a file with `password_file`.");
            return null;
        }

        section.Close();
        return !sound || host is null ? null : new NotifySettings.Email
        {
            Name = name, To = to, From = from!, Host = host, Port = port, Security = chosen.Security, User = user, Password = password, AllowPrivate = allowPrivate,
        };
    }

    private static bool IsAddress(YamlSection section, string key, string text)
    {
        // Nothing but a plain address: what else may stand in a header could begin another one.
        bool isPlain = text.Length <= LongestAddress && text.All(c => c is > ' ' and < '\u007f' and not ('<' or '>' or '"' or ',' or ';' or ':' or '(' or ')' or '\\'))
            && MailAddress.TryCreate(text, out MailAddress? address) && address.Address == text;
        if (!isPlain)
        {
            YamlNode place = section.Find(key)!;
            YamlNode written = place is YamlSequenceNode list ? list.First(item => item is YamlScalarNode scalar && scalar.Value == text) : place;
            section.Error(written.Start, $"`{section.Full(key)}` has what is no plain mail address such as oncall@example.com, in ASCII and without a name.");
        }

        return isPlain;
    }
}
