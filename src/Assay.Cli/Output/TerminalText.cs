using Assay.Surfacing;

namespace Assay.Cli.Output;

/// <summary>Text of others, made harmless for a terminal: no escape sequences, no control or direction-changing characters.</summary>
internal static class TerminalText
{
    public static string Clean(string text) => HarmlessText.Clean(text);

    /// <summary>On one line, at most <paramref name="length"/> characters.</summary>
    public static string Excerpt(string text, int length) => HarmlessText.Line(text, length);
}
