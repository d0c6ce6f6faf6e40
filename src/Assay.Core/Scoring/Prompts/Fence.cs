using System.Security.Cryptography;
using System.Text;

namespace Assay.Scoring.Prompts;

/// <summary>
/// Marks where judged material begins and ends, by lines with a boundary that its author cannot know. Lines of the material
/// that imitate such a mark are broken, so that nothing inside can close the fence.
/// </summary>
public sealed class Fence
{
    private const int BoundaryBytes = 8;

    // Drawn for many boundaries at once: the system's generator costs more than the rest of a prompt.
    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    private Fence(string boundary) => Boundary = boundary;

    /// <summary>16 random hex digits, drawn for one call.</summary>
    public string Boundary { get; }

    /// <summary>How many hidden characters and imitated marks were made harmless.</summary>
    public int Neutralised { get; private set; }

    public static Fence Create()
    {
        _random ??= new byte[128 * BoundaryBytes];
        if (_used == 0)
        {
            RandomNumberGenerator.Fill(_random);
        }

        var boundary = Convert.ToHexStringLower(_random.AsSpan(_used, BoundaryBytes));
        _used = (_used + BoundaryBytes) % _random.Length;
        return new Fence(boundary);
    }

    public void Append(StringBuilder prompt, string part, string text)
    {
        int hidden = 0;
        string clean = JudgedText.Clean(text, ref hidden);
        Neutralised += hidden;
        prompt.Append("<<<").Append(part).Append(' ').Append(Boundary).Append(">>>\n")
            .Append(Break(clean))
            .Append("\n<<<end ").Append(part).Append(' ').Append(Boundary).Append(">>>\n");
    }

    private string Break(string text)
    {
        if (!text.Contains("<<<", StringComparison.Ordinal) && !text.Contains(Boundary, StringComparison.Ordinal))
        {
            return text;
        }

        Neutralised++;
        return text.Replace("<<<", "<\u2039<", StringComparison.Ordinal).Replace(Boundary, "", StringComparison.Ordinal);
    }
}
