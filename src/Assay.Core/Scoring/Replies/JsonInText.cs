using System.Text;
using System.Text.Json;

namespace Assay.Scoring.Replies;

/// <summary>
/// Finds the JSON objects in a judge's reply. Lenient exactly here: a byte order mark, a leading think block, a code fence or
/// prose around the object, trailing commas.
/// </summary>
internal static class JsonInText
{
    /// <summary>Prose leaves few brackets open; a reply full of them must not cost a scan each.</summary>
    private const int MostUnclosed = 16;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>Every outermost JSON object, in order.</summary>
    public static IReadOnlyList<JsonElement> Objects(string reply)
    {
        string text = WithoutThinking(reply);
        if (TryParse(text) is { } whole)
        {
            return whole.ValueKind == JsonValueKind.Object ? [whole] : [];
        }

        var found = new List<JsonElement>();
        int unclosed = 0;
        int at = 0;
        while (Next(text, at) is var open and >= 0)
        {
            bool isJson = LooksLikeJson(text, open);
            int end = EndOf(text, open);
            JsonElement? value = end < 0 ? null : TryParse(text[open..end]);
            unclosed += end < 0 ? 1 : 0;
            if ((isJson && value is null) || (text[open] == '{' && end < 0) || unclosed > MostUnclosed)
            {
                // Nothing is taken out of the middle of something that cannot be read: what stands there may be the judged text.
                return [];
            }

            if (value is { ValueKind: JsonValueKind.Object } verdict)
            {
                found.Add(verdict);
            }

            at = end < 0 ? open + 1 : end;
        }

        return found;
    }

    /// <summary>An object with a first key, or a list that begins with an object; not a bracket of prose.</summary>
    private static bool LooksLikeJson(string text, int open)
    {
        ReadOnlySpan<char> inside = text.AsSpan(open + 1).TrimStart();
        return inside is [var first, ..] && first == (text[open] == '{' ? '"' : '{');
    }

    private static int Next(string text, int from)
    {
        int next = text.AsSpan(from).IndexOfAny('{', '[');
        return next < 0 ? -1 : from + next;
    }

    /// <summary>Models that think aloud draft verdicts there; only what follows is the reply.</summary>
    public static string WithoutThinking(string reply)
    {
        string text = reply.TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        const string open = "<think>";
        const string close = "</think>";
        if (!text.StartsWith(open, StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        int end = text.IndexOf(close, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "" : text[(end + close.Length)..].TrimStart();
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            // Duplicate keys must stay visible: two different grades for one criterion are a contradiction.
            return JsonElement.Parse(text, Lenient);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Not JSON, or half a surrogate pair, which is no text.
            return null;
        }
    }

    /// <summary>The index after the bracket that closes the one at <paramref name="start"/>, or -1.</summary>
    private static int EndOf(string text, int start)
    {
        int depth = 0;
        bool inString = false;
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (inString)
            {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            }
            else if (c == '"')
            {
                inString = true;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && --depth == 0)
            {
                return i + 1;
            }
        }

        return -1;
    }
}
