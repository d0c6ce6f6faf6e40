using Assay.Calibrating.Labelling;
using Assay.Scoring.Judging;

namespace Assay.Storage.Sqlite.Labels;

/// <summary>What people are asked to label, in the caller's transaction.</summary>
internal static class QueueTables
{
    public static IReadOnlyList<LabelQueue> All(Database database)
    {
        using var find = new Statement(database, """
            SELECT id, judge, judge_version, criteria, received_from, received_to, drawn_at, seed, population, rates,
                (SELECT count(*) FROM label_items i WHERE i.queue_key = q.queue_key),
                (SELECT count(*) FROM label_items i WHERE i.queue_key = q.queue_key AND EXISTS (SELECT 1 FROM human_labels l WHERE l.response_key = i.response_key AND l.judge = i.judge))
            FROM label_queues q ORDER BY queue_key DESC
            """);
        var queues = new List<LabelQueue>();
        while (find.Read())
        {
            queues.Add(new LabelQueue
            {
                Id = find.Text(0),
                Judge = find.Text(1),
                JudgeVersion = find.Text(2),
                Criteria = AskedCriterionJson.Read(find.Text(3)),
                From = Time(find.Long(4)),
                To = Time(find.Long(5)),
                DrawnAt = Time(find.Long(6)),
                Seed = find.Long(7),
                Population = (int)find.Long(8),
                Rates = LabelRatesColumn.Read(find.Text(9)),
                Asked = (int)find.Long(10),
                Labelled = (int)find.Long(11),
            });
        }

        return queues;
    }

    public static IReadOnlyList<LabelItem> Items(Database database, string queue)
    {
        using var find = new Statement(database, """
            SELECT i.response_key, r.id, r.revision, i.position, i.arm, i.inclusion_probability, i.stratum, i.raters
            FROM label_queues q JOIN label_items i USING (queue_key) JOIN responses r USING (response_key) WHERE q.id = ?1 ORDER BY i.position
            """);
        find.Set(1, queue);
        var items = new List<LabelItem>();
        while (find.Read())
        {
            items.Add(new LabelItem(find.Long(0), find.Text(1), (int)find.Long(2), (int)find.Long(3))
            {
                Arm = SnakeCase.Parse<LabelArm>(find.Text(4)),
                Probability = find.Double(5),
                Stratum = find.Text(6),
                Raters = (int)find.Long(7),
            });
        }

        return items;
    }

    /// <returns>How many items there are now that were not there before.</returns>
    public static int Save(Database database, LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyDictionary<long, double> drawnWith)
    {
        using var save = new Statement(database, """
            INSERT INTO label_queues (id, judge, judge_version, criteria, received_from, received_to, drawn_at, seed, population, rates) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (id) DO NOTHING
            """);
        save.Set(1, queue.Id).Set(2, queue.Judge).Set(3, queue.JudgeVersion).Set(4, AskedCriterionJson.Write(queue.Criteria)).Set(5, queue.From.ToUnixTimeMilliseconds())
            .Set(6, queue.To.ToUnixTimeMilliseconds()).Set(7, queue.DrawnAt.ToUnixTimeMilliseconds()).Set(8, queue.Seed).Set(9, (long)queue.Population).Set(10, LabelRatesColumn.Write(queue.Rates));
        if (save.Execute() == 0)
        {
            return 0;
        }

        long key = save.InsertedKey;
        using var revise = new Statement(database, "UPDATE label_items SET inclusion_probability = ?3 WHERE judge = ?1 AND response_key = ?2");
        foreach ((long item, double probability) in drawnWith)
        {
            revise.Set(1, queue.Judge).Set(2, item).Set(3, probability).Execute();
        }

        // One that was removed since it was drawn is not asked.
        using var add = new Statement(database, """
            INSERT INTO label_items SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS (SELECT 1 FROM responses WHERE response_key = ?2) ON CONFLICT DO NOTHING
            """);
        return items.Sum(item => add.Set(1, queue.Judge).Set(2, item.Key).Set(3, key).Set(4, (long)item.Position).Set(5, item.Arm.ToSnakeCase())
            .Set(6, item.Probability).Set(7, item.Stratum).Set(8, (long)item.Raters).Execute());
    }

    public static bool Skip(Database database, string queue, long item, string rater, bool isSkipped)
    {
        using var find = new Statement(database, "SELECT i.judge FROM label_queues q JOIN label_items i USING (queue_key) WHERE q.id = ?1 AND i.response_key = ?2");
        if (!find.Set(1, queue).Set(2, item).Read())
        {
            return false;
        }

        using var change = new Statement(database, isSkipped
            ? "INSERT INTO label_skips (response_key, judge, rater) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
            : "DELETE FROM label_skips WHERE response_key = ?1 AND judge = ?2 AND rater = ?3");
        change.Set(1, item).Set(2, find.Text(0)).Set(3, rater).Execute();
        return true;
    }

    public static IReadOnlySet<long> Skipped(Database database, string queue, string rater)
    {
        using var find = new Statement(database, """
            SELECT s.response_key FROM label_queues q JOIN label_items i USING (queue_key) JOIN label_skips s ON s.response_key = i.response_key AND s.judge = i.judge
            WHERE q.id = ?1 AND s.rater = ?2
            """);
        find.Set(1, queue).Set(2, rater);
        var skipped = new HashSet<long>();
        while (find.Read())
        {
            skipped.Add(find.Long(0));
        }

        return skipped;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
