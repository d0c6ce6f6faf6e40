using Assay.Gating.Prompts;

namespace Assay.Storage.Sqlite;

/// <summary>Prompt versions, and the runs that their answers were judged in.</summary>
internal static class PromptTable
{
    public static int Save(Database database, PromptUse use)
    {
        long at = use.At.ToUnixTimeMilliseconds();
        using var add = new Statement(database, "INSERT INTO prompt_versions (name, version, model, source, since) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        add.Set(1, use.Name).Set(2, use.Version).Set(3, use.Model).Set(4, use.Source).Set(5, at).Execute();
        using var save = new Statement(database, """
            INSERT INTO prompt_uses SELECT prompt_version_key, ?3, ?4, ?5, ?6, ?7 FROM prompt_versions WHERE name = ?1 AND version = ?2 ON CONFLICT DO NOTHING
            """);
        return save.Set(1, use.Name).Set(2, use.Version).Set(3, use.Run.Run).Set(4, at).Set(5, use.Calls).Set(6, use.Cached).Set(7, Money.ToNano(use.CostUsd)).Execute();
    }

    public static IReadOnlyList<StoredPrompt> All(Database database)
    {
        using var findUses = new Statement(database, "SELECT prompt_version_key, run_key, calls, cached, cost_nano_usd FROM prompt_uses ORDER BY run_key DESC, used_at DESC");
        var uses = new List<StoredPromptUse>();
        while (findUses.Read())
        {
            uses.Add(new StoredPromptUse(findUses.Long(0), findUses.Long(1), findUses.Long(2), findUses.Long(3), findUses.Long(4)));
        }

        ILookup<long, StoredPromptUse> byVersion = uses.ToLookup(u => u.PromptVersion);
        using var find = new Statement(database, "SELECT prompt_version_key, name, version, model, source, since FROM prompt_versions ORDER BY name, since DESC, prompt_version_key DESC");
        var prompts = new List<StoredPrompt>();
        while (find.Read())
        {
            prompts.Add(StoredPromptUse.Sum(byVersion[find.Long(0)], find.Text(1), find.Text(2)) with
            {
                Model = find.Text(3), Source = find.Text(4), Since = DateTimeOffset.FromUnixTimeMilliseconds(find.Long(5)),
            });
        }

        return prompts;
    }
}
