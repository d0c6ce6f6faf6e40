using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>
/// Which slices there are, and which of them a response belongs to; in the caller's transaction. A field has a bounded number of
/// values: one that is different for every response is no dimension, and would cost as much as the responses themselves.
/// </summary>
internal sealed class SliceTable(Database database) : IDisposable
{
    public const int MostValues = 200;
    public const int LongestValue = 200;

    private const string Release = "release";
    private const long Hour = 3_600_000;

    /// <summary>How far a sender's clock may be ahead before it is not believed.</summary>
    private const long MostAhead = 600_000;

    private readonly Statement _addValue = new(database, "INSERT INTO slices (field, value) VALUES (?1, ?2)");
    private readonly Statement _addPlace = new(database, "INSERT INTO response_slices (response_key, hour, slices, is_revised, cluster) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
    private readonly Statement _findPlace = new(database, "SELECT hour, slices, is_revised, cluster FROM response_slices WHERE response_key = ?1");
    private readonly Statement _revise = new(database, "UPDATE response_slices SET is_revised = 1 WHERE response_key IN (SELECT response_key FROM responses WHERE id = ?1)");

    private readonly Statement _findKnown = new(database, "SELECT coalesce(max(slice_key), 0) + 1000000000 * (SELECT count(*) FROM slice_fields) FROM slices");

    private List<string> _fields = [];

    /// <summary>By field and value; the value that stands for all others is null, which a dictionary does not take.</summary>
    private Dictionary<(string Field, string? Value), long> _keys = [];
    private Dictionary<string, int> _counts = [];
    private long _known = -1;
    private bool _hasAdded;

    /// <summary>Reads what is committed: another process may have added to it, and a transaction that was rolled back has not.</summary>
    public void Begin()
    {
        long committed = _findKnown.One().Long(0);
        _findKnown.Reset();
        if (!_hasAdded && committed == _known)
        {
            return;
        }

        (_known, _hasAdded) = (committed, false);
        using var fields = new Statement(database, "SELECT field FROM slice_fields ORDER BY field");
        using var values = new Statement(database, "SELECT slice_key, field, value FROM slices");
        _fields = [];
        _keys = [];
        _counts = [];
        while (fields.Read())
        {
            _fields.Add(fields.Text(0));
        }

        while (values.Read())
        {
            Know(values.Text(1), values.TextOrNull(2), values.Long(0));
        }
    }

    public void Place(long key, Response response, long receivedAt, long revision)
    {
        var place = Of(response, receivedAt);
        _addPlace.Set(1, key).Set(2, place.Hour).Set(3, place.SlicesJson).Set(4, 0L).Set(5, place.Cluster).Execute();
        if (revision > 1)
        {
            _revise.Set(1, response.Id).Execute();
        }
    }

    public Placement Find(long key)
    {
        if (!_findPlace.Set(1, key).Read())
        {
            throw new InvalidOperationException($"the response {key} has no place among the slices");
        }

        var place = Placement.Read(_findPlace, 0);
        _findPlace.Reset();
        return place;
    }

    public void Dispose()
    {
        _addValue.Dispose();
        _addPlace.Dispose();
        _findPlace.Dispose();
        _revise.Dispose();
        _findKnown.Dispose();
    }

    /// <summary>When figures count it as having occurred, in milliseconds.</summary>
    public static long TimeOf(Response response, long receivedAt) =>
        response.OccurredAt?.ToUnixTimeMilliseconds() is { } occurred && occurred >= 0 && occurred <= receivedAt + MostAhead ? occurred : receivedAt;

    private Placement Of(Response response, long receivedAt)
    {
        long at = TimeOf(response, receivedAt);
        var slices = new List<long>(_fields.Count);
        foreach (string field in _fields)
        {
            if (ValueOf(response, field) is { Length: > 0 } value)
            {
                slices.Add(KeyOf(field, value));
            }
        }

        return new Placement(at / Hour, slices, IsRevised: false, Cluster.Of(response));
    }

    private long KeyOf(string field, string value)
    {
        string? kept = value.Length <= LongestValue ? value : null;
        if (_keys.TryGetValue((field, kept), out long key))
        {
            return key;
        }

        if (kept is not null && _counts.GetValueOrDefault(field) >= MostValues)
        {
            return _keys.TryGetValue((field, null), out long others) ? others : Add(field, null);
        }

        return Add(field, kept);
    }

    private long Add(string field, string? value)
    {
        _addValue.Set(1, field).Set(2, value).Execute();
        long key = _addValue.InsertedKey;
        _hasAdded = true;
        Know(field, value, key);
        return key;
    }

    private void Know(string field, string? value, long key)
    {
        _keys[(field, value)] = key;
        if (value is not null)
        {
            _counts[field] = _counts.GetValueOrDefault(field) + 1;
        }
    }

    /// <summary>What a response says in a field, as text; null: nothing that figures could be split by.</summary>
    public static string? ValueOf(Response response, string field)
    {
        if (field == Release)
        {
            return response.Release;
        }

        return response.Metadata.TryGetValue(field, out JsonElement value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => LoneSurrogates.Replaced(value).GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            }
            : null;
    }
}
