using Assay.Scoring.Judging;
using Assay.Scoring.Panels;

namespace Assay.Storage.Sqlite;

/// <summary>Reads how panels came to their verdicts, one after another.</summary>
internal sealed class PanelReader : IDisposable
{
    private readonly Statement _stages;
    private readonly Statement _votes;

    private PanelReader(Database database)
    {
        _stages = new Statement(database, $"SELECT stage, name, score, grade, certainty, low, high, sd, decided, reason FROM panel_stages {PanelTables.OfOutcome} ORDER BY stage");
        _votes = new Statement(database, $"SELECT stage, judge, judge_version, sample, overall, scores, reason, detail, origin, cost_nano_usd FROM panel_votes {PanelTables.OfOutcome} ORDER BY vote");
    }

    /// <summary>Null where no panel decided anything.</summary>
    public static PanelReader? Open(Database database) => Any(database) ? new PanelReader(database) : null;

    /// <summary>Whether there are any at all.</summary>
    public static bool Any(Database database)
    {
        using var find = new Statement(database, "SELECT EXISTS (SELECT 1 FROM panel_stages)");
        return find.One().Long(0) != 0;
    }

    /// <summary>How a panel came to one verdict; null where none did.</summary>
    public PanelVerdict? Read((long Response, long Version, long Repeat) of)
    {
        var found = new List<StageVerdict>();
        _stages.Set(1, of.Response).Set(2, of.Version).Set(3, of.Repeat);
        while (_stages.Read())
        {
            found.Add(new StageVerdict((int)_stages.Long(0), _stages.Text(1))
            {
                Score = _stages.DoubleOrNull(2),
                Grade = _stages.TextOrNull(3),
                Certainty = _stages.DoubleOrNull(4),
                Dissent = _stages.IsNull(7) ? null : new Dissent(_stages.Double(5), _stages.Double(6), _stages.Double(7)),
                Decided = _stages.Long(8) != 0,
                Reason = _stages.TextOrNull(9),
            });
        }

        return found.Count == 0 ? null : new PanelVerdict(found, Votes(of));
    }

    private List<PanelVote> Votes((long Response, long Version, long Repeat) of)
    {
        var found = new List<PanelVote>();
        _votes.Set(1, of.Response).Set(2, of.Version).Set(3, of.Repeat);
        while (_votes.Read())
        {
            var vote = new PanelVote((int)_votes.Long(0), _votes.Text(1), _votes.Text(2), (int)_votes.Long(3))
            {
                Overall = _votes.DoubleOrNull(4),
                Reason = _votes.TextOrNull(6),
                Detail = _votes.TextOrNull(7),
                Origin = (VerdictOrigin)_votes.Long(8),
                CostUsd = Money.ToUsd(_votes.Long(9)),
            };
            found.Add(VoteScoresColumn.Read(vote, _votes.Text(5)));
        }

        return found;
    }

    public void Dispose()
    {
        _stages.Dispose();
        _votes.Dispose();
    }
}
