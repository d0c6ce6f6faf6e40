using System.Text;
using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Saves what came of judging, in the caller's transaction. An outcome that is already final stays as it is; its attempts are counted all the same, for they were paid.</summary>
internal sealed class OutcomeWriter(SqliteConnection connection, TimeProvider clock) : IDisposable
{
    private readonly Statement _decide = new(connection, """
        UPDATE outcomes SET state = ?3, reason = ?4, detail = ?5, overall = ?6, failure_code = ?7, raw_reply = ?8, neutralised = ?9, decided_at = ?10
        WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND state = 0
        """, 10);

    private readonly Statement _keepOwed = new(connection, """
        UPDATE outcomes SET detail = ?3 WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND state = 0
        """, 3);

    private readonly Statement _count = new(connection, """
        UPDATE outcomes SET attempts = attempts + ?3, cost_nano_usd = cost_nano_usd + ?4, latency_ms = latency_ms + ?5
        WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0
        """, 5);

    private readonly Statement _addScore = new(connection, """
        INSERT INTO criterion_scores (response_key, judge_version_key, criterion, score, label, reason, evidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """, 7);

    private readonly Statement _addAttempt = new(connection, """
        INSERT INTO attempts (run_key, response_key, judge_version_key, question, started_at, duration_ms, result, error, status_code, form, model,
            request_id, input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        """, 17);

    public void Record(RunKey run, IReadOnlyList<JudgedResponse> judged)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (JudgedResponse response in judged)
        {
            Decide(run, response, now);
            Count(run, response);
        }
    }

    public void Dispose()
    {
        _decide.Dispose();
        _keepOwed.Dispose();
        _count.Dispose();
        _addScore.Dispose();
        _addAttempt.Dispose();
    }

    private void Decide(RunKey run, JudgedResponse response, long now)
    {
        switch (response.Judged)
        {
            case Judged.Decided { Verdict: Verdict.Scored scored } decided:
                _decide.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, (long)OutcomeState.Scored).Set(4, null).Set(5, null)
                    .Set(6, scored.Overall).Set(7, scored.FailureCode).Set(8, null).Set(9, decided.Neutralised).Set(10, now);
                if (_decide.Execute() == 1)
                {
                    AddScores(run, response.Key, scored.Scores);
                }

                break;
            case Judged.Decided { Verdict: Verdict.Unscored unscored } decided:
                _decide.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, (long)OutcomeState.Unscored).Set(4, unscored.Reason.ToSnakeCase())
                    .Set(5, unscored.Detail).Set(6, null).Set(7, null).Set(8, unscored.RawReply).Set(9, decided.Neutralised).Set(10, now).Execute();
                break;
            case Judged.Parked parked:
                _keepOwed.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, parked.Error).Execute();
                break;
            case Judged.Paused paused:
                _keepOwed.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, paused.Error).Execute();
                break;
        }
    }

    private void AddScores(RunKey run, long key, IReadOnlyList<CriterionScore> scores)
    {
        foreach (CriterionScore score in scores)
        {
            _addScore.Set(1, key).Set(2, run.JudgeVersion).Set(3, score.Criterion).Set(4, score.Value).Set(5, score.Label).Set(6, score.Reason)
                .Set(7, score.Evidence.Count == 0 ? null : Json(score.Evidence)).Execute();
        }
    }

    private void Count(RunKey run, JudgedResponse response)
    {
        if (response.Judged.Attempts.Count == 0)
        {
            return;
        }

        long cost = 0;
        double latency = 0;
        foreach (Attempt attempt in response.Judged.Attempts)
        {
            long own = (long)decimal.Ceiling(attempt.CostUsd * 1_000_000_000m);
            cost += own;
            latency += attempt.Duration.TotalMilliseconds;
            _addAttempt.Set(1, run.Run).Set(2, response.Key).Set(3, run.JudgeVersion).Set(4, attempt.Question)
                .Set(5, attempt.StartedAt.ToUnixTimeMilliseconds()).Set(6, attempt.Duration.TotalMilliseconds).Set(7, attempt.Result.ToSnakeCase())
                .Set(8, attempt.Error).Set(9, attempt.StatusCode).Set(10, attempt.Form.ToSnakeCase()).Set(11, attempt.Model).Set(12, attempt.RequestId)
                .Set(13, attempt.InputTokens).Set(14, attempt.CachedTokens).Set(15, attempt.OutputTokens).Set(16, attempt.Estimated ? 1 : 0).Set(17, own)
                .Execute();
        }

        _count.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, response.Judged.Attempts.Count).Set(4, cost).Set(5, latency).Execute();
    }

    private static string Json(IReadOnlyList<string> texts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (string text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
