using Assay.Gating.Prompts;

namespace Assay.Storage.Postgres;

/// <summary>Prompt versions, and the runs that their answers were judged in.</summary>
internal static class PromptRows
{
    public static async Task<int> SaveAsync(PostgresSession session, PromptUse use)
    {
        (string name, long at) = (RowReading.Asked(use.Name), use.At.ToUnixTimeMilliseconds());
        await session.ExecuteAsync(
            "INSERT INTO prompt_versions (name, version, model, source, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            name, use.Version, RowReading.Asked(use.Model), RowReading.Utf8(use.Source), at);
        return await session.ExecuteAsync("""
            INSERT INTO prompt_uses SELECT prompt_version_key, $3, $4, $5, $6, $7 FROM prompt_versions WHERE name = $1 AND version = $2 ON CONFLICT DO NOTHING
            """, name, use.Version, use.Run.Run, at, use.Calls, use.Cached, Money.ToNano(use.CostUsd));
    }

    public static async Task<IReadOnlyList<StoredPrompt>> AllAsync(PostgresSession session)
    {
        ILookup<long, StoredPromptUse> uses = (await session.ListAsync(
            "SELECT prompt_version_key, run_key, calls, cached, cost_nano_usd FROM prompt_uses ORDER BY run_key DESC, used_at DESC",
            row => new StoredPromptUse(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)))).ToLookup(u => u.PromptVersion);
        return await session.ListAsync(
            "SELECT prompt_version_key, name, version, model, source, since FROM prompt_versions ORDER BY name COLLATE \"C\", since DESC, prompt_version_key DESC",
            row => StoredPromptUse.Sum(uses[row.GetInt64(0)], row.GetString(1), row.GetString(2)) with { Model = row.GetString(3), Source = row.Text(4), Since = row.Time(5) });
    }
}
