using System.Text.RegularExpressions;

namespace Assay.Collecting.Redaction;

/// <summary>A kind of text of the user's own that is to be kept out.</summary>
public sealed partial class CustomPattern
{
    private const int LongestName = 32;

    /// <summary>Linear in the text for nearly every pattern; for the others this is the end.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(1);

    /// <param name="name">Lower-case letters, digits and underscores, beginning with a letter; its marker is the same in capitals.</param>
    /// <param name="pattern">A regular expression of .NET without lookarounds and back-references.</param>
    /// <exception cref="FormatException">Says what is wrong and how to mend it.</exception>
    public CustomPattern(string name, string pattern)
    {
        if (name.Length > LongestName || !Names().IsMatch(name))
        {
            throw new FormatException($"`{name}` cannot name a pattern. Use at most {LongestName} lower-case letters, digits and underscores, beginning with a letter.");
        }

        (Name, Pattern) = (name, pattern);
        try
        {
            Expression = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LongestSearch);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"the pattern of `{name}` is no regular expression: {e.Message.TrimEnd('.')}.", e);
        }
        catch (NotSupportedException e)
        {
            throw new FormatException($"the pattern of `{name}` cannot be searched for in linear time: {e.Message.TrimEnd('.')}. Write it without lookarounds, back-references and atomic groups, and not too large.", e);
        }

        if (Expression.IsMatch(""))
        {
            throw new FormatException($"the pattern of `{name}` matches the empty text, so it would match everywhere. Make it need at least one character, such as + in place of *.");
        }
    }

    public string Name { get; }

    public string Pattern { get; }

    internal string Marker => Name.ToUpperInvariant();

    internal Regex Expression { get; }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
