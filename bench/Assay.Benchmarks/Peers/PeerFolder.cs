namespace Assay.Benchmarks.Peers;

/// <summary>Where the peers' scripts and installed packages are.</summary>
internal static class PeerFolder
{
    /// <summary>bench/peers below the current directory, which is the root of the checkout.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath("bench/peers");

    /// <summary>The Node that the peers' own packages bring.</summary>
    public static string Node(string peer) => Existing(peer, "node_modules", ".bin", "node");

    public static string Existing(params string[] parts)
    {
        string path = System.IO.Path.Combine([Path, .. parts]);
        return File.Exists(path) ? path : throw new FileNotFoundException("Start from the root of the checkout with eng/bench --peers, which installs the peers.", path);
    }
}
