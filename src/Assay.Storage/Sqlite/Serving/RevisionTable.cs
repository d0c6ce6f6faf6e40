using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>The revisions under an id, and what becomes of earlier ones when another comes; in the caller's transaction.</summary>
internal sealed class RevisionTable(Database database, Tallies tallies, HeldTexts texts) : IDisposable
{
    private static readonly string Superseded = SkipReason.Superseded.ToSnakeCase();

    private readonly Statement _list = new(database, "SELECT response_key, revision, content_hash, received_at FROM responses WHERE id = ?1 ORDER BY revision DESC");

    private readonly Statement _body = new(database, """
        SELECT coalesce(u.course, r.body), u.course IS NOT NULL FROM responses r LEFT JOIN unkept_responses u USING (response_key) WHERE r.response_key = ?1
        """);

    /// <summary>Whether all revisions of an id came without content.</summary>
    private readonly Statement _allSilent = new(database, """
        SELECT min(EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key AND o.reason = 'no_content')) FROM responses r WHERE r.id = ?1
        """);

    private readonly Statement _silent = new(database, """
        SELECT o.response_key, o.judge_version_key, r.received_at FROM responses r JOIN outcomes o USING (response_key) WHERE r.id = ?1 AND o.reason = 'no_content'
        """);

    /// <summary>What an unfinished run sees to is left to it.</summary>
    private readonly Statement _owed = new(database, """
        SELECT o.response_key, o.judge_version_key, r.received_at FROM responses r JOIN outcomes o USING (response_key)
        WHERE r.id = ?1 AND r.revision < ?2 AND o.judge_version_key = ?3 AND o.repeat = 0 AND o.state = 0 AND o.due_at IS NOT NULL
        """);

    private readonly Statement _skip = new(database, """
        UPDATE outcomes SET state = 3, reason = ?3, detail = ?4, due_at = NULL WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0
        """);

    /// <summary>Not what was tried and put off.</summary>
    private readonly Statement _close = new(database, """
        UPDATE outcomes SET due_at = ?2 WHERE response_key = ?1 AND repeat = 0 AND state = 0 AND due_at > ?3 AND due_at < 9223372036854775807 AND attempts = 0 AND deaths = 0
        """);

    /// <summary>Where a response belongs whose id is known.</summary>
    public Place Find(Response response, ReadOnlySpan<byte> hash)
    {
        (long Key, long Number)? last = null;
        _list.Set(1, response.Id);
        while (_list.Read())
        {
            last ??= (_list.Long(0), _list.Long(1));
            if (_list.Bytes(2).SequenceEqual(hash))
            {
                var known = new Place.Known(_list.Long(0), _list.Long(3), IsLast: _list.Long(0) == last.Value.Key);
                _list.Reset();
                return known;
            }
        }

        return last is { } stored ? Compare(response, stored.Key, stored.Number) : new Place.Taken();
    }

    /// <summary>A sender may tell of a call in one report, and what was said in another that comes later.</summary>
    public void SupersedeSilent(string id) =>
        Skip(_silent.Set(1, id), (OutcomeState.Skipped, SkipReason.NoContent.ToSnakeCase()), "What was said came in later.");

    /// <summary>What the judge version is still owed for earlier revisions, it is owed for this one.</summary>
    public void SupersedeOwed(string id, long revision, RunKey run) =>
        Skip(_owed.Set(1, id).Set(2, revision).Set(3, run.JudgeVersion), (OutcomeState.Owed, null), FormattableString.Invariant($"The conversation went on: revision {revision} came."));

    /// <summary>What waited for the conversation to be idle is due.</summary>
    public void Close(long key, long now) => _close.Set(1, key).Set(2, DueAt.AfterNew).Set(3, now).Execute();

    public void Dispose()
    {
        _list.Dispose();
        _body.Dispose();
        _allSilent.Dispose();
        _silent.Dispose();
        _owed.Dispose();
        _skip.Dispose();
        _close.Dispose();
    }

    private Place Compare(Response response, long key, long number)
    {
        if (IsSilent(response.Id))
        {
            return new Place.Next(number + 1, WasSilent: true);
        }

        Response stored = ResponseJson.Read(_body.Set(1, key).One().Bytes(0).ToArray(), "ledger", key);
        bool isUnkept = _body.Long(1) != 0;
        _body.Reset();
        return Continuations.Of(stored, isUnkept ? UnkeptContent.Course(response) : response) switch
        {
            Continuation.GoesOn => new Place.Next(number + 1, WasSilent: false),
            Continuation.Earlier => new Place.Earlier(),
            Continuation.Same => new Place.Same(key),
            _ => new Place.Taken(),
        };
    }

    private bool IsSilent(string id)
    {
        bool silent = _allSilent.Set(1, id).One().Long(0) == 1;
        _allSilent.Reset();
        return silent;
    }

    private void Skip(Statement find, (OutcomeState State, string? Reason) from, string detail)
    {
        var found = new List<(long Key, long Version, long ReceivedAt)>();
        while (find.Read())
        {
            found.Add((find.Long(0), find.Long(1), find.Long(2)));
        }

        foreach ((long key, long version, long receivedAt) in found)
        {
            _skip.Set(1, key).Set(2, version).Set(3, Superseded).Set(4, detail).Execute();
            tallies.Move(version, receivedAt, from, (OutcomeState.Skipped, Superseded));
            texts.ForgetUnlessOwed(key);
        }
    }

    /// <summary>Where a response belongs whose id is known.</summary>
    public abstract record Place
    {
        private Place()
        {
        }

        /// <summary>It is stored.</summary>
        public sealed record Known(long Key, long ReceivedAt, bool IsLast) : Place;

        /// <summary>It is a new revision.</summary>
        /// <param name="WasSilent">None of the earlier ones has content.</param>
        public sealed record Next(long Revision, bool WasSilent) : Place;

        /// <summary>What is stored holds it, as the beginning of a conversation.</summary>
        public sealed record Earlier : Place;

        /// <summary>What is stored says the same, whatever else differs.</summary>
        public sealed record Same(long Key) : Place;

        /// <summary>Something else is stored under its id.</summary>
        public sealed record Taken : Place;
    }
}
