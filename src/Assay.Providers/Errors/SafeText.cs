using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Assay.Providers.Errors;

/// <summary>Makes a text from outside fit for a message: one line, no control characters, no keys, cut to a length.</summary>
public static partial class SafeText
{
    private const string Hidden = "[key]";

    public static string Clean(string text, IReadOnlyList<string> secrets, int maxLength) =>
        Cut(Redact(OneLine(text), secrets), maxLength);

    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        int end = maxLength - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        bool gap = false;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                gap = line.Length > 0;
                continue;
            }

            // Format characters turn or hide text on a screen, and would split a key so that it is not found.
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Format)
            {
                continue;
            }

            if (gap)
            {
                line.Append(' ');
                gap = false;
            }

            line.Append(c);
        }

        return line.ToString();
    }

    private static string Redact(string line, IReadOnlyList<string> secrets)
    {
        foreach (string secret in secrets)
        {
            line = line.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase);
        }

        return LooksLikeKey().Replace(line, Hidden);
    }

    // Vendors' key prefixes, bearer tokens, and keys that a vendor masked with asterisks itself.
    [GeneratedRegex(
        @"\b(?:sk|pk|rk|gsk|xai)[-_][A-Za-z0-9_*.\-]{8,}|\bBearer\s+[A-Za-z0-9_.~+/=\-]{8,}|[A-Za-z0-9_\-]*\*{3,}[A-Za-z0-9_\-*]*",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeKey();
}
