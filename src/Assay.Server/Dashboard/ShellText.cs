namespace Assay.Server.Dashboard;

/// <summary>Text as an argument of a command that people copy into a shell.</summary>
internal static class ShellText
{
    /// <summary>Null where it holds what no terminal should be given, whatever stands around it.</summary>
    public static string? Argument(string text) => text.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format) ? null
        : text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/' or '@') && text[0] != '-' ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
