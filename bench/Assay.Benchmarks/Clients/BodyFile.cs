namespace Assay.Benchmarks.Clients;

/// <summary>Request bodies, one per line.</summary>
internal static class BodyFile
{
    public static byte[][] Read(string file)
    {
        byte[] all = File.ReadAllBytes(file);
        var bodies = new List<byte[]>();
        for (int from = 0; from < all.Length;)
        {
            int length = Array.IndexOf(all, (byte)'\n', from) - from;
            bodies.Add(all[from..(from + length)]);
            from += length + 1;
        }

        return [.. bodies];
    }
}
