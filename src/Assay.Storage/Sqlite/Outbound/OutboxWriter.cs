using Assay.Scoring.Judging;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>Owes receivers the verdicts that are decided, in the transaction that decides them. Without a receiver it writes nothing.</summary>
internal sealed class OutboxWriter(Database database) : IDisposable
{
    private readonly Statement _add = new(database, "INSERT INTO outbox (receiver_key, message_id, kind, payload, owed_since) VALUES (?1, ?2, 'verdict', ?3, ?4)");
    private readonly Statement _count = new(database, "UPDATE receivers SET owed = owed + ?2 WHERE receiver_key = ?1 RETURNING owed");
    private readonly Statement _drop = new(database, """
        DELETE FROM outbox WHERE receiver_key = ?1 AND message_id IN (SELECT message_id FROM outbox WHERE receiver_key = ?1 ORDER BY message_id LIMIT ?2)
        """);

    private readonly Statement _countDropped = new(database, "UPDATE receivers SET owed = owed - ?2, dropped = dropped + ?2 WHERE receiver_key = ?1");

    private readonly Dictionary<long, string> _judges = [];
    private readonly byte[] _id = new byte[16];
    private readonly byte[] _place = new byte[VerdictPlace.Longest];
    private Receiver[] _receivers = [];

    public void Open(IEnumerable<(long Key, ReceiverRule Rule)> receivers) => _receivers = [.. receivers.Select(r => new Receiver(r.Key, r.Rule))];

    /// <summary>Forgets what a transaction that was rolled back had gathered.</summary>
    public void Begin() => Array.ForEach(_receivers, r => r.Added = 0);

    /// <param name="now">Milliseconds since 1970 UTC.</param>
    public void Owe(long judgeVersion, long response, Verdict verdict, long now)
    {
        ReadOnlySpan<byte> place = default;
        foreach (Receiver receiver in _receivers)
        {
            if (!receiver.Rule.Holds(Judge(judgeVersion), verdict))
            {
                continue;
            }

            if (place.IsEmpty)
            {
                Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(now)).TryWriteBytes(_id, bigEndian: true, out _);
                place = VerdictPlace.Write(_place, response, judgeVersion);
            }

            _add.Set(1, receiver.Key).SetBlob(2, _id).SetText(3, place).Set(4, now).Execute();
            receiver.Added++;
        }
    }

    public void Write()
    {
        foreach (Receiver receiver in _receivers.Where(r => r.Added > 0))
        {
            long owed = _count.Set(1, receiver.Key).Set(2, receiver.Added).One().Long(0);
            _count.Reset();
            if (owed > receiver.Rule.Most)
            {
                int dropped = _drop.Set(1, receiver.Key).Set(2, owed - receiver.Rule.Most).Execute();
                _countDropped.Set(1, receiver.Key).Set(2, (long)dropped).Execute();
            }
        }
    }

    public void Dispose()
    {
        _add.Dispose();
        _count.Dispose();
        _drop.Dispose();
        _countDropped.Dispose();
    }

    private string Judge(long version)
    {
        if (!_judges.TryGetValue(version, out string? name))
        {
            using var find = new Statement(database, "SELECT name FROM judge_versions WHERE judge_version_key = ?1");
            _judges[version] = name = find.Set(1, version).One().Text(0);
        }

        return name;
    }

    private sealed class Receiver(long key, ReceiverRule rule)
    {
        public long Key => key;

        public ReceiverRule Rule => rule;

        public long Added { get; set; }
    }
}
