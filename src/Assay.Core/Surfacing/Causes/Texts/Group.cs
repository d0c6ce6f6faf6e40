namespace Assay.Surfacing.Causes.Texts;

/// <summary>Responses that have something in common: a term, a place in the tree of texts, a failure code.</summary>
/// <param name="Label">For people.</param>
/// <param name="Words">The term itself, or the code; empty for a place in the tree.</param>
/// <param name="Rows">Ascending.</param>
internal sealed record Group(string Label, string Words, int[] Rows)
{
    public static Group Of(TermIndex index, Term term, int[] rows) => new($"\"{index.Text(term)}\" in the {term.Part switch { TextPart.Input => "input", TextPart.Output => "output", _ => "judge's reason" }}", index.Text(term), rows);
}
