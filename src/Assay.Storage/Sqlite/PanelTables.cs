using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>How panels came to their verdicts; in the caller's transaction.</summary>
internal sealed class PanelTables(Database database) : IDisposable
{
    internal const string OfOutcome = "WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = ?3";

    private readonly Statement _forgetStages = new(database, $"DELETE FROM panel_stages {OfOutcome}");
    private readonly Statement _forgetVotes = new(database, $"DELETE FROM panel_votes {OfOutcome}");
    private readonly Statement _addStage = new(database, "INSERT INTO panel_stages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    private readonly Statement _addVote = new(database, "INSERT INTO panel_votes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");

    private readonly Statement _ask = new(database, """
        INSERT INTO label_items (judge, response_key, queue_key, position, arm, inclusion_probability, stratum, raters)
        SELECT judge, ?1, queue_key, 1 + coalesce((SELECT max(position) FROM label_items i WHERE i.queue_key = q.queue_key), 0), 'uncertain', 1, 'undecided', 1
        FROM label_queues q WHERE id = ?2 ON CONFLICT DO NOTHING
        """);

    /// <summary>Replaces what an earlier decision left, as where it had failed and was asked again.</summary>
    public void Save(RunKey run, JudgedResponse judged)
    {
        if (judged.Judged is not Judged.Decided { Panel: { } panel })
        {
            return;
        }

        Of(_forgetStages, run, judged.Key).Execute();
        Of(_forgetVotes, run, judged.Key).Execute();
        foreach (StageVerdict stage in panel.Stages)
        {
            Of(_addStage, run, judged.Key).Set(4, stage.Stage).Set(5, stage.Name).Set(6, stage.Score).Set(7, stage.Grade).Set(8, stage.Certainty)
                .Set(9, stage.Dissent?.Low).Set(10, stage.Dissent?.High).Set(11, stage.Dissent?.Sd).Set(12, stage.Decided ? 1 : 0).Set(13, stage.Reason).Execute();
        }

        foreach ((PanelVote vote, int number) in panel.Votes.Select((vote, number) => (vote, number)))
        {
            Of(_addVote, run, judged.Key).Set(4, number).Set(5, vote.Stage).Set(6, vote.Judge).Set(7, vote.JudgeVersion).Set(8, vote.Sample).Set(9, vote.Overall)
                .SetText(10, VoteScoresColumn.Write(vote)).Set(11, vote.Reason).Set(12, vote.Detail).Set(13, (long)vote.Origin).Set(14, Money.ToNano(vote.CostUsd)).Execute();
        }

        // Nobody can read what to label where texts are not kept.
        if (panel.IsForPeople && run.Repeat == 0 && !judged.IsUnkept)
        {
            _ask.Set(1, judged.Key).Set(2, UndecidedQueueId.Of(run.JudgeVersion)).Execute();
        }
    }

    /// <summary>What the panel of a run did; null where one judge was asked.</summary>
    public static PanelSums? Sums(Database database, RunKey run)
    {
        if (!PanelReader.Any(database))
        {
            return null;
        }

        var spent = new Dictionary<int, decimal>();
        var calls = new Dictionary<string, (decimal, long, long)>(StringComparer.Ordinal);
        using var attempts = new Statement(database, "SELECT stage, member, sum(cost_nano_usd), sum(cached_tokens), sum(cache_write_tokens) FROM attempts WHERE run_key = ?1 AND member IS NOT NULL GROUP BY 1, 2");
        attempts.Set(1, run.Run);
        while (attempts.Read())
        {
            decimal cost = Money.ToUsd(attempts.Long(2));
            spent[(int)attempts.Long(0)] = spent.GetValueOrDefault((int)attempts.Long(0)) + cost;
            (decimal before, long cached, long written) = calls.GetValueOrDefault(attempts.Text(1));
            calls[attempts.Text(1)] = (before + cost, cached + attempts.Long(3), written + attempts.Long(4));
        }

        var stages = new List<(int, string, long, long)>();
        using var decided = new Statement(database, $"SELECT s.stage, s.name, count(*), sum(s.decided) FROM {OfRun("panel_stages", "s")} GROUP BY 1, 2");
        decided.Set(1, run.Run).Set(2, run.JudgeVersion);
        while (decided.Read())
        {
            stages.Add(((int)decided.Long(0), decided.Text(1), decided.Long(2), decided.Long(3)));
        }

        var voters = new List<PanelSums.Voter>();
        using var asked = new Statement(database, $"SELECT v.judge, v.sample, count(*), count(v.reason), min(v.vote) FROM {OfRun("panel_votes", "v")} GROUP BY 1, 2 ORDER BY 5");
        asked.Set(1, run.Run).Set(2, run.JudgeVersion);
        while (asked.Read())
        {
            voters.Add(new PanelSums.Voter(Voter.NameOf(asked.Text(0), (int)asked.Long(1)), asked.Long(2), asked.Long(3)));
        }

        return PanelSums.Of(stages, spent, voters, calls);
    }

    public void Dispose()
    {
        _forgetStages.Dispose();
        _forgetVotes.Dispose();
        _addStage.Dispose();
        _addVote.Dispose();
        _ask.Dispose();
    }

    private static string OfRun(string table, string name) =>
        $"run_items i JOIN {table} {name} ON {name}.response_key = i.response_key AND {name}.judge_version_key = ?2 AND {name}.repeat = (SELECT repeat FROM runs WHERE run_key = ?1) WHERE i.run_key = ?1";

    private static Statement Of(Statement statement, RunKey run, long response) => statement.Set(1, response).Set(2, run.JudgeVersion).Set(3, run.Repeat);
}
