using Assay.Scoring.Batching;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>The attempts of a run, added up in one pass over its rows.</summary>
internal sealed class AttemptSums
{
    private readonly HashSet<long> _questions = [];
    private readonly (long Attempts, long CostNanoUsd, long Input, long Cached, long Written, long Output)[] _lanes = new (long, long, long, long, long, long)[Enum.GetValues<Lane>().Length];
    private long _response;

    public Dictionary<string, long> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>By the name of the model that answered, where one did.</summary>
    public Dictionary<string, long> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>Questions that were asked, however often.</summary>
    public long Calls { get; private set; }

    public SortedDictionary<Lane, LaneSums> Lanes => new(_lanes.Index().Where(l => l.Item != default)
        .ToDictionary(l => (Lane)l.Index, l => new LaneSums(l.Item.Attempts, Money.ToUsd(l.Item.CostNanoUsd), l.Item.Input, l.Item.Cached, l.Item.Written, l.Item.Output)));

    public static AttemptSums Read(Database database, RunKey run)
    {
        var sums = new AttemptSums();
        var result = new RepeatedText();
        var model = new RepeatedText();
        // Ordered as they are stored.
        using var rows = new Statement(database, """
            SELECT response_key, question, result, model, cost_nano_usd, input_tokens, cached_tokens, cache_write_tokens, output_tokens, lane
            FROM attempts WHERE run_key = ?1 ORDER BY response_key
            """);
        rows.Set(1, run.Run);
        while (rows.Read())
        {
            sums.CountCall(rows.Long(0), rows.Long(1));
            Count(sums.Results, result.Of(rows.Bytes(2)));
            if (!rows.IsNull(3))
            {
                Count(sums.Models, model.Of(rows.Bytes(3)));
            }

            (long n, long cost, long input, long cached, long written, long output) = sums._lanes[rows.Long(9)];
            sums._lanes[rows.Long(9)] = (n + (rows.Long(0) != 0 ? 1 : 0), cost + rows.Long(4), input + rows.Long(5), cached + rows.Long(6), written + rows.Long(7), output + rows.Long(8));
        }

        return sums;
    }

    /// <param name="response">0 for what cannot be told of any response: no call.</param>
    private void CountCall(long response, long question)
    {
        if (response != _response)
        {
            _questions.Clear();
            _response = response;
        }

        Calls += response != 0 && _questions.Add(question) ? 1 : 0;
    }

    private static void Count(Dictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
