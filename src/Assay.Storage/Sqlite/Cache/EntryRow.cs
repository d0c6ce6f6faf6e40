using Assay.Scoring.Caching;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>How an entry stands in its row.</summary>
internal static class EntryRow
{
    /// <summary>What <see cref="Read"/> needs, from <c>entries e</c> and <c>replies r</c>.</summary>
    public const string Columns = "r.reply, e.model, e.judge_version, e.cost_nano_usd, e.saved_at, e.expires_at";

    public static CachedReply Read(RawStatement row) => new()
    {
        Text = row.Text(0) ?? "",
        Model = row.Text(1),
        JudgeVersion = row.Text(2) ?? "",
        CostUsd = Usd(row.Number(3)),
        SavedAt = Time(row.Number(4)),
        ExpiresAt = Time(row.Number(5)),
    };

    public static long High(CacheKey key) => unchecked((long)(ulong)(key.Question >> 64));

    public static long Low(CacheKey key) => unchecked((long)(ulong)key.Question);

    public static uint Tag(CacheKey key) => (uint)(key.Question >> 96);

    public static long NanoUsd(decimal usd) => (long)Math.Clamp(decimal.Ceiling(usd * 1_000_000_000m), 0, long.MaxValue);

    public static decimal Usd(long nano) => nano / 1_000_000_000m;

    /// <summary>Any number is a time: a damaged row must not throw.</summary>
    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
