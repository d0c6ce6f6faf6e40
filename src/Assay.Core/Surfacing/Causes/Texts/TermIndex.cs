using System.Runtime.InteropServices;
using Assay.Collecting.Redaction;

namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// Which responses hold which terms. What Assay can redact is taken out before, so that no term shows any of it, and a term that
/// few responses hold is not kept: it could tell who they are of.
/// </summary>
internal sealed class TermIndex
{
    /// <summary>Of a text so many characters are looked at.</summary>
    private const int MostCharacters = 4_000;

    private const int ShortestRun = 2;
    private const int LongestRun = 4;

    private static readonly Redactor Redactor = new(new RedactionRules { Kinds = Enum.GetValues<SensitiveKind>() });

    private readonly Vocabulary _vocabulary = new();
    private readonly Dictionary<Term, int> _counts = [];
    private readonly List<(int Row, Term[] Terms)> _rows = [];
    private readonly HashSet<Term> _seen = [];

    /// <summary>The rows that hold each term, ascending; null before <see cref="Keep"/>.</summary>
    public IReadOnlyList<(Term Term, int[] Rows)> Postings { get; private set; } = [];

    public string Text(Term term) => term.Text(_vocabulary);

    /// <summary>The text as it may be looked at.</summary>
    public static string Harmless(string text) => Redactor.Redact(text.Length <= MostCharacters ? text : text[..MostCharacters]);

    /// <summary>Adds the texts of a row; rows come in ascending order.</summary>
    public void Add(int row, Said harmless)
    {
        _seen.Clear();
        Add(TextPart.Input, harmless.Input);
        Add(TextPart.Output, harmless.Output);
        Add(TextPart.Reason, harmless.Reasons);
        foreach (Term term in _seen)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, term, out _)++;
        }

        _rows.Add((row, [.. _seen]));
    }

    /// <summary>Keeps the terms that so many rows hold, and lets go of the others.</summary>
    public void Keep(int fewest, int most)
    {
        Term[] kept = [.. _counts.Where(c => c.Value >= fewest && c.Value <= most).Select(c => c.Key).OrderBy(t => t.Packed)];
        Dictionary<Term, int> places = kept.Select((term, place) => (term, place)).ToDictionary(t => t.term, t => t.place);
        int[] filled = new int[kept.Length];
        int[][] rows = [.. kept.Select(term => new int[_counts[term]])];
        foreach ((int row, Term[] terms) in _rows)
        {
            foreach (Term term in terms)
            {
                if (places.TryGetValue(term, out int place))
                {
                    rows[place][filled[place]++] = row;
                }
            }
        }

        Postings = [.. kept.Zip(rows, (term, own) => (term, own))];
        _rows.Clear();
        _counts.Clear();
    }

    private void Add(TextPart part, string text)
    {
        int before = -1;
        TokenReader.Read(text, (token, kind) =>
        {
            if (kind == TokenKind.Run)
            {
                AddRun(part, token);
            }

            int word = kind == TokenKind.Word ? _vocabulary.Number(token) : -1;
            if (word >= 0)
            {
                _seen.Add(Term.OfWord(part, word));
                if (before >= 0)
                {
                    _seen.Add(Term.OfPair(part, before, word));
                }
            }

            before = word;
        });
    }

    private void AddRun(TextPart part, ReadOnlySpan<char> run)
    {
        for (int length = ShortestRun; length <= LongestRun; length++)
        {
            for (int start = 0; start + length <= run.Length; start++)
            {
                _seen.Add(Term.OfCharacters(part, run.Slice(start, length)));
            }
        }
    }
}
