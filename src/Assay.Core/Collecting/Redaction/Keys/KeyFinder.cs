using System.Buffers;

namespace Assay.Collecting.Redaction.Keys;

/// <summary>Finds keys and secrets by the prefixes that their makers gave them.</summary>
internal sealed class KeyFinder() : Finder("KEY")
{
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> Words = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    private static readonly SearchValues<char> Dotted = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
    private static readonly SearchValues<char> Token = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/=");
    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly KeyShape[] Shapes =
    [
        // OpenAI, Anthropic, OpenRouter and others; Stripe.
        new TokenShape("sk-", Url, 20),
        .. ((string[])["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"]).Select(p => new TokenShape(p, Words, 16)),
        // Amazon, Google.
        .. ((string[])["AKIA", "ASIA"]).Select(p => new TokenShape(p, Capitals, 16) { IsExact = true }),
        new TokenShape("AIza", Url, 30),
        new TokenShape("ya29.", Url, 20),
        // GitHub, GitLab, npm, Hugging Face, SendGrid, Slack.
        .. ((string[])["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_", "hf_"]).Select(p => new TokenShape(p, Alphanumeric, 30)),
        new TokenShape("github_pat_", Words, 22),
        new TokenShape("glpat-", Url, 20),
        new TokenShape("SG.", Dotted, 40),
        .. ((string[])["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-"]).Select(p => new TokenShape(p, Dotted, 10)),
        .. ((string[])["Bearer ", "bearer ", "BEARER "]).Select(p => new TokenShape(p, Token, 16) { KeepsPrefix = true }),
        new JsonWebTokenShape(),
        new PrivateKeyShape(),
        new UrlPasswordShape(),
    ];

    private static readonly SearchValues<string> Prefixes = SearchValues.Create([.. Shapes.Select(s => s.Prefix)], StringComparison.Ordinal);

    public override bool TryFind(ReadOnlySpan<char> text, out Find find)
    {
        int from = 0;
        while (text[from..].IndexOfAny(Prefixes) is >= 0 and int next)
        {
            int at = from + next;
            from = at + 1;
            foreach (KeyShape shape in Shapes)
            {
                if (text[at..].StartsWith(shape.Prefix, StringComparison.Ordinal) && shape.TryRead(text, at, out find))
                {
                    return true;
                }
            }
        }

        find = default;
        return false;
    }
}
