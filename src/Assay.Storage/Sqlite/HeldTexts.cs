using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>
/// The texts of responses that are not to be kept: in a table of their own while something is owed, deleted in the transaction that
/// ends that. So what is kept is never touched again, and a ledger that keeps everything never comes here.
/// </summary>
/// <param name="keepsContent">False: nothing that comes in from now on is kept.</param>
internal sealed class HeldTexts(Database database, bool keepsContent) : IDisposable
{
    private readonly Statement _note = new(database, "INSERT INTO unkept_responses (response_key, course) VALUES (?1, ?2)");
    private readonly Statement _isUnkept = new(database, "SELECT 1 FROM unkept_responses WHERE response_key = ?1");
    private readonly Statement _hold = new(database, "INSERT INTO held_texts (response_key, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING");

    private readonly Statement _forget = new(database, """
        DELETE FROM held_texts WHERE response_key = ?1 AND NOT EXISTS (SELECT 1 FROM outcomes WHERE response_key = ?1 AND state = 0)
        """);

    private long _forgotten;

    public bool KeepsContent => keepsContent;

    /// <summary>Grows with every text that is deleted.</summary>
    public long Forgotten => Volatile.Read(ref _forgotten);

    /// <summary>Whether there are any at all.</summary>
    public static bool Any(Database database)
    {
        using var find = new Statement(database, "SELECT EXISTS (SELECT 1 FROM held_texts)");
        return find.One().Long(0) != 0;
    }

    /// <summary>The text of a response that is not kept; null when nothing is owed for it any more.</summary>
    public static byte[]? Find(Database database, long key)
    {
        using var find = new Statement(database, "SELECT body FROM held_texts WHERE response_key = ?1");
        return find.Set(1, key).Read() ? find.Bytes(0).ToArray() : null;
    }

    /// <summary>What is stored of a response that comes in.</summary>
    /// <param name="body">All of it.</param>
    public ReadOnlySpan<byte> Stored(Response response, ReadOnlySpan<byte> body) => keepsContent ? body : UnkeptContent.Rest(response);

    /// <summary>A response was stored that came in now.</summary>
    public void NoteNew(long key, Response response)
    {
        if (!keepsContent)
        {
            _note.Set(1, key).SetText(2, ResponseJson.Write(UnkeptContent.Course(response))).Execute();
        }
    }

    /// <summary>Something has come to be owed for a response that is not kept.</summary>
    /// <param name="isNew">It came in now.</param>
    public void HoldIfUnkept(long key, bool isNew, ReadOnlySpan<byte> body)
    {
        if (IsUnkept(key, isNew))
        {
            _hold.Set(1, key).SetText(2, body).Execute();
        }
    }

    public bool IsUnkept(long key, bool isNew)
    {
        if (isNew)
        {
            return !keepsContent;
        }

        bool found = _isUnkept.Set(1, key).Read();
        _isUnkept.Reset();
        return found;
    }

    /// <summary>Something is not owed any more for a response.</summary>
    public void ForgetUnlessOwed(long key) => Interlocked.Add(ref _forgotten, _forget.Set(1, key).Execute());

    /// <summary>For what was decided.</summary>
    public void ForgetUnlessOwed(IReadOnlyList<JudgedResponse> judged)
    {
        foreach (JudgedResponse response in judged)
        {
            if (response.IsUnkept || !keepsContent)
            {
                ForgetUnlessOwed(response.Key);
            }
        }
    }

    /// <summary>What may be stored of it.</summary>
    public IReadOnlyList<JudgedResponse> Storable(IReadOnlyList<JudgedResponse> judged) => keepsContent && !judged.Any(j => j.IsUnkept)
        ? judged
        : [.. judged.Select(j => keepsContent && !j.IsUnkept ? j : j with { Judged = JudgedTexts.Without(j.Judged) })];

    /// <summary>Responses were removed, what was held of them too.</summary>
    public void NoteRemoved(int count) => Interlocked.Add(ref _forgotten, count);

    public void Dispose()
    {
        _note.Dispose();
        _isUnkept.Dispose();
        _hold.Dispose();
        _forget.Dispose();
    }
}
