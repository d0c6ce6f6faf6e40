using Assay.Collecting;
using Assay.Gating.Data;

namespace Assay.Tests.Gating.Data;

public sealed class ResponseSelectionTests
{
    [Fact]
    public void The_lowest_scores_are_picked_lowest_first_and_what_has_none_last()
    {
        var picked = new ResponseSelection(3, seed: null);
        foreach ((string id, double? score) in new (string, double?)[] { ("a", 4), ("b", 1), ("c", null), ("d", 2), ("b", 5), ("e", 3) })
        {
            picked.Add(One(id), score);
        }

        Assert.Equal(["b", "d", "e"], picked.Picked.Select(r => r.Id));
    }

    [Fact]
    public void A_draw_is_the_same_in_any_order_and_another_with_another_seed()
    {
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(i => $"r{i}")];

        Assert.Equal(Drawn(ids, "a"), Drawn([.. ids.Reverse()], "a"));
        Assert.NotEqual(Drawn(ids, "a"), Drawn(ids, "b"));
        Assert.Equal(50, Drawn(ids, "a").Count);
    }

    /// <summary>Each id's rank is uniform, so of 400 draws of a tenth the share from the first half of 200 ids is half, within four standard errors.</summary>
    [Fact]
    public void A_draw_favours_nobody()
    {
        string[] ids = [.. Enumerable.Range(0, 200).Select(i => $"r{i:000}")];
        int early = Enumerable.Range(0, 400).Sum(seed => Drawn(ids, $"{seed}", 20).Count(id => string.CompareOrdinal(id, "r100") < 0));

        Assert.InRange(early / 8_000.0, 0.5 - 0.0212, 0.5 + 0.0212);
    }

    private static List<string> Drawn(string[] ids, string seed, int limit = 50)
    {
        var picked = new ResponseSelection(limit, seed);
        foreach (string id in ids)
        {
            picked.Add(One(id), 3);
        }

        return [.. picked.Picked.Select(r => r.Id)];
    }

    private static Response One(string id) => new() { Id = id, Input = "?", Output = "!" };
}
