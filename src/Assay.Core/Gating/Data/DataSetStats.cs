using System.Text.Json;
using Assay.Collecting;

namespace Assay.Gating.Data;

/// <summary>What is in a data set, and what a gate over it could see.</summary>
public sealed record DataSetStats
{
    private static readonly double[] Spreads = [0.4, 0.6, 0.8, 1.0];

    public required int Cases { get; init; }

    public required string Hash { get; init; }

    public required int WithReference { get; init; }

    public required int WithContext { get; init; }

    public required int InConversation { get; init; }

    public required int MustPass { get; init; }

    /// <summary>Cases that ask the same, or go on with one conversation, are one.</summary>
    public required int Independent { get; init; }

    /// <summary>Characters of the questions: the median and the longest.</summary>
    public required (int Median, int Longest) InputLength { get; init; }

    /// <summary>By metadata field, how many cases have each value; the fields with few values.</summary>
    public required IReadOnlyList<(string Field, IReadOnlyList<(string Value, int Count)> Values)> Tags { get; init; }

    /// <summary>The fall that is seen four times in five, where paired differences spread so much.</summary>
    public required IReadOnlyList<(double Spread, double Seen)> Sight { get; init; }

    public static DataSetStats Of(DataSet data)
    {
        Response[] cases = [.. data.Cases.Select(c => c.Response)];
        var clusters = new CaseClusters(null, cases);
        int[] lengths = [.. cases.Select(c => c.Input.Length).Order()];
        int independent = cases.Select(c => clusters.Of(c)).Distinct(StringComparer.Ordinal).Count();
        return new DataSetStats
        {
            Cases = cases.Length,
            Hash = data.Hash,
            WithReference = cases.Count(c => c.Reference is not null),
            WithContext = cases.Count(c => c.Context.Count > 0),
            InConversation = cases.Count(c => c.Conversation.Count > 0),
            MustPass = cases.Count(CasePairing.MustPass),
            Independent = independent,
            InputLength = lengths.Length == 0 ? (0, 0) : (lengths[lengths.Length / 2], lengths[^1]),
            Tags = TagsOf(cases),
            Sight = [.. Spreads.Select(s => (s, (1.6448536269514722 + 0.8416212335729143) * s / Math.Sqrt(Math.Max(1, independent))))],
        };
    }

    private static IReadOnlyList<(string, IReadOnlyList<(string, int)>)> TagsOf(Response[] cases) =>
    [
        .. cases.SelectMany(c => c.Metadata).Where(m => m.Key != CasePairing.MustPassField && m.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            .GroupBy(m => m.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, Values: (IReadOnlyList<(string, int)>)[.. g.GroupBy(m => m.Value.ToString(), StringComparer.Ordinal).Select(v => (v.Key, v.Count())).OrderByDescending(v => v.Item2).ThenBy(v => v.Key, StringComparer.Ordinal)]))
            .Where(g => g.Values.Count <= 20),
    ];
}
