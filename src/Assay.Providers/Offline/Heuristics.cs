using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Providers.Offline;

/// <summary>Figures about a response that need no model, each from 0 to 1.</summary>
internal sealed record Heuristics(double Coverage, double? Grounding, double Form)
{
    private const int ShortestWord = 4;

    public string Reason => FormattableString.Invariant(
        $"Heuristic, no model asked: takes up {Coverage:P0} of the question's words, {(Grounding is { } g ? $"{g.ToString("P0", System.Globalization.CultureInfo.InvariantCulture)} of its own words stand in the context" : "no context given")}, form {Form:0.0}.");

    public static Heuristics Of(Response response)
    {
        var output = Words(response.Output);
        var sources = new HashSet<int>();
        foreach (string text in response.Context.Append(response.Reference ?? ""))
        {
            sources.UnionWith(Words(text));
        }

        HashSet<int> question = Words(response.Input);
        double form = OutputChecks.IsRefusal(response.Output) ? 0.2 : Math.Min(1, 0.4 + response.Output.Length / 200.0);
        return new Heuristics(Share(question, output) ?? 1, sources.Count == 0 ? null : Share(output, sources), form);
    }

    public double For(string criterion) => criterion switch
    {
        HeuristicRubric.Coverage => Coverage,
        HeuristicRubric.Grounding => Grounding ?? Coverage,
        HeuristicRubric.Form => Form,
        _ => (Coverage + (Grounding ?? Coverage) + Form) / 3,
    };

    private static double? Share(HashSet<int> of, HashSet<int> within) => of.Count == 0 ? null : (double)of.Count(within.Contains) / of.Count;

    /// <summary>Hashes of the longer words: a rare collision changes a heuristic by little, and no text is copied.</summary>
    private static HashSet<int> Words(string text)
    {
        var words = new HashSet<int>();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int end = 0;
            uint hash = 2166136261;
            while (end < rest.Length && char.IsLetterOrDigit(rest[end]))
            {
                hash = (hash ^ char.ToUpperInvariant(rest[end])) * 16777619;
                end++;
            }

            if (end >= ShortestWord)
            {
                words.Add((int)hash);
            }

            rest = rest[Math.Min(rest.Length, end + 1)..];
        }

        return words;
    }
}
