using System.Globalization;
using System.Text.Json;

namespace Assay.Checking.Accounts;

/// <summary>The log of the simulated provider: what it was asked, and what it answered.</summary>
/// <param name="price">What its tokens cost.</param>
internal sealed class ProviderLog(string path, TokenPrice price)
{
    private readonly TailedFile _file = new(path);
    private readonly Dictionary<ulong, Calls> _calls = [];

    /// <summary>What was asked about an item; nothing where it was never asked.</summary>
    public Calls Of(ulong item) => _calls.GetValueOrDefault(item);

    public IEnumerable<KeyValuePair<ulong, Calls>> All => _calls;

    public long Made => _calls.Values.Sum(c => c.Made);

    public void ReadOn()
    {
        foreach (string line in _file.NewLines())
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement call = document.RootElement;
            ulong item = call.GetProperty("item").GetString() is { } hex ? ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
            Calls calls = Of(item);
            bool isServed = call.GetProperty("status").GetInt32() == 200 && call.GetProperty("fault").GetString() is null;
            long cost = isServed ? price.Cost(call.GetProperty("input_tokens").GetInt64(), call.GetProperty("cached_tokens").GetInt64(), call.GetProperty("output_tokens").GetInt64()) : 0;
            _calls[item] = new Calls(calls.Made + 1, calls.Served + (isServed ? 1 : 0), calls.NanoUsd + cost);
        }
    }

    /// <param name="Served">Answered as a model answers.</param>
    public readonly record struct Calls(long Made, long Served, long NanoUsd);
}
