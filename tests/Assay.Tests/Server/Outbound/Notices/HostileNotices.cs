using Assay.Browser;

namespace Assay.Tests.Server.Outbound.Notices;

/// <summary>Texts that try to ping somebody, to be a link, or to get out of where they stand, in a message or a mail.</summary>
internal static class HostileNotices
{
    private static readonly string[] Own =
    [
        "<!channel>", "<!here>", "<!everyone>", "<@U012AB3CD>", "<@W012AB3CD|boss>", "<#C024BE7LR>", "<#C024BE7LR|general>", "<!subteam^SAZ94GDB8>", "<!date^1392734382^{date}^https://evil.example|now>",
        "<http://evil.example|click>", "<https://evil.example>", "<mailto:x@evil.example|mail>", "<slack://user?team=T1&id=U1|me>", "<javascript:alert(1)|x>", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;",
        "&#60;!channel&#62;", "<<!channel>>", "<!channel", "!channel>", "><!channel><", "\\<!channel\\>", "@channel", "@here", "@everyone", "@bob", "#general", "(@here)", "*@here*",
        "http://evil.example/path", "HTTPS://EVIL.EXAMPLE", "evil.example", "www.evil.example/x?y=z", "evil.example.", "x.y.evil.co.uk", "evil。example", "bücher.example", "evil.рф", "i❤.ws", "ftp://evil.example",
        "someone@evil.example", "mailto:someone@evil.example", "https://evil.example@good.example/", "http:/evil.example", "//evil.example/x", "evil.example:8080/x", "127.0.0.1.nip.io", "[click](https://evil.example)",
        "https://[2001:db8::1]/x", "http://127.0.0.1/x", "*bold* _italic_ ~struck~", "`code`", "```\nfenced\n```", "> quote\n>>> quotes", "• list\n1. list", ":rotating_light: :smile:", "``` <!channel> ```",
        "x\r\nBcc: victim@evil.example", "x\nBcc: victim@evil.example", "x\r\n\r\n<html>", "x\r\n.\r\nMAIL FROM:<a@evil.example>", ".\r\nQUIT", "=?utf-8?B?PCFjaGFubmVsPg==?=", "x\u2028Bcc: y", "x\u0085Bcc: y",
        "\"}],\"text\":\"<!channel>\"", "\\u003c!channel\\u003e", "\0<!channel>\0", "<\u200B!channel>", "<!\u200Dchannel>", "\u202E<!channel>\u202C", "\u2066@here\u2069", "evil\u200B.example", "evil.\u200Dexample",
        "--assay-019e0b5c7c407a3e9d7e2f0c9d1b6a55--", "\uD83D", "\uDE00\uD83D",
        string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 800)), string.Concat(Enumerable.Repeat("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 400)), new('&', 9000), new('<', 9000), new('\0', 9000), string.Concat(Enumerable.Repeat("a.b@c#d://", 900)),
        string.Concat(Enumerable.Repeat("\r\nBcc: a@b.example", 400)), string.Concat(Enumerable.Repeat("Z͑ͫ̓", 3000)), new('\uD835', 5000), new('"', 9000), new('\\', 9000),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Own.Concat(HostileTexts.All).Distinct(StringComparer.Ordinal)];
}
