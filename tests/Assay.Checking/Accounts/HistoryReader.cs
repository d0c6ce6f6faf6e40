using System.Globalization;

namespace Assay.Checking.Accounts;

/// <summary>Reads a client's history: what was acknowledged since the last look, or all of it.</summary>
internal sealed class HistoryReader(ClientHistory history)
{
    private readonly TailedFile _file = new(history.Path);
    private readonly Dictionary<long, string[]> _open = [];

    /// <summary>Ids of the requests that were acknowledged since the last call.</summary>
    public List<string> NewlyAcknowledged()
    {
        history.Flush();
        var ids = new List<string>();
        foreach ((long request, string what, string[] sent) in _file.NewLines().Select(Parse))
        {
            if (what == "sent")
            {
                _open[request] = sent;
            }
            else if (_open.Remove(request, out string[]? known) && what == "acknowledged")
            {
                ids.AddRange(known);
            }
        }

        return ids;
    }

    /// <summary>Every id that was sent, by what its requests were told: acknowledged once is acknowledged.</summary>
    public static SentIds ReadAll(ClientHistory history)
    {
        history.Flush();
        var acknowledged = new HashSet<long>();
        var refused = new HashSet<long>();
        foreach ((long request, string what, _) in new TailedFile(history.Path).NewLines().Select(Parse))
        {
            (what == "acknowledged" ? acknowledged : what == "refused" ? refused : []).Add(request);
        }

        return new SentIds(Sent(history, acknowledged.Contains), Sent(history, r => !acknowledged.Contains(r) && !refused.Contains(r)));
    }

    /// <summary>Reads the file each time it is enumerated.</summary>
    private static IEnumerable<string> Sent(ClientHistory history, Func<long, bool> requests)
    {
        foreach ((long request, string what, string[] ids) in new TailedFile(history.Path).NewLines().Select(Parse))
        {
            foreach (string id in what == "sent" && requests(request) ? ids : [])
            {
                yield return id;
            }
        }
    }

    private static (long Request, string What, string[] Ids) Parse(string line)
    {
        string[] words = line.Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), words[1], words[2..]);
    }
}

/// <summary>Ids that were sent, each enumerated anew from the history; with repeats.</summary>
/// <param name="Acknowledged">Told to be saved for good.</param>
/// <param name="Unanswered">Sent without an answer: kept or not, both is right.</param>
internal sealed record SentIds(IEnumerable<string> Acknowledged, IEnumerable<string> Unanswered);
