using System.Security.Cryptography;
using System.Text;
using Assay.Collecting;

namespace Assay.Calibrating.Anchors;

/// <summary>The frozen set of anchors of a judge. Another text in it makes another set, with baselines of its own.</summary>
public sealed record AnchorSet
{
    /// <summary>With fewer nothing but a landslide is seen.</summary>
    public const int Fewest = 30;

    /// <summary>With fewer a move of a fifth of a point is missed more often than one would like.</summary>
    public const int Advised = 100;

    /// <summary>All of them are asked before anybody is told of a fall.</summary>
    public const int Most = 200;

    private AnchorSet(string version, IReadOnlyList<AnchorItem> items) => (Version, Items) = (version, items);

    /// <summary>16 hex digits over what is judged; labels of people are no part of it.</summary>
    public string Version { get; }

    /// <summary>In the order of the hashes of their ids, so that any part of it is as good as chance.</summary>
    public IReadOnlyList<AnchorItem> Items { get; }

    /// <param name="items">With different ids.</param>
    public static AnchorSet Of(IEnumerable<AnchorItem> items)
    {
        (AnchorItem Item, string Hash)[] hashed = [.. items.Select(i => (i, Hash: Hex(i.Response.Id))).OrderBy(i => i.Hash, StringComparer.Ordinal)];
        string content = string.Join('\n', hashed.Select(i => $"{i.Hash} {ContentHash.Of(i.Item.Response)}"));
        return new AnchorSet(Hex(content)[..16], [.. hashed.Select(i => i.Item)]);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
