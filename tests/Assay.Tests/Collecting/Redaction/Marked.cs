using System.Text.RegularExpressions;
using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Tests.Testing;

namespace Assay.Tests.Collecting.Redaction;

/// <summary>A text in which what is to be found stands between « and ».</summary>
internal static partial class Marked
{
    public static readonly RedactionRules Everything = new() { Kinds = Enum.GetValues<SensitiveKind>() };

    /// <summary>Holds that exactly what is marked becomes a marker, with one kind looked for and with all of them.</summary>
    public static void AssertFound(SensitiveKind kind, string marker, string marked)
    {
        string text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        string expected = Between().Replace(marked, $"[{marker}_1]");
        Assert.NotEqual(text, expected);
        Assert.Equal(expected, Redacted(text, kind));
        Assert.Equal(expected, Redacted(text, Everything));
    }

    /// <summary>Holds that a text is left as it is by every kind.</summary>
    public static void AssertLeft(string text) => Assert.Equal(text, Redacted(text, Everything));

    public static string Redacted(string text, SensitiveKind kind) => Redacted(text, new RedactionRules { Kinds = [kind] });

    public static string Redacted(string text, RedactionRules rules) => new Redactor(rules).Redact(Some.Response(text, "")).Output;

    public static Response Redacted(Response response, RedactionRules? rules = null) => new Redactor(rules ?? Everything).Redact(response);

    [GeneratedRegex("«[^»]*»", RegexOptions.NonBacktracking)]
    private static partial Regex Between();
}
