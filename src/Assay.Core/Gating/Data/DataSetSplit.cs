using System.Security.Cryptography;
using System.Text;
using Assay.Collecting;

namespace Assay.Gating.Data;

/// <summary>Parts a data set by a hash: the same case goes to the same side whatever is added later, and cases that belong together stay together.</summary>
public static class DataSetSplit
{
    /// <param name="share">Of the first part, above 0 and below 1.</param>
    /// <param name="seed">Another seed parts otherwise.</param>
    /// <param name="cluster">A metadata field whose values stay together; null: users, sessions and conversations do.</param>
    public static (IReadOnlyList<SourcedResponse> Part, IReadOnlyList<SourcedResponse> Others) Of(DataSet data, double share, string seed, string? cluster)
    {
        var clusters = new CaseClusters(cluster, data.Cases.Select(c => c.Response));
        ILookup<bool, SourcedResponse> parts = data.Cases.ToLookup(c => Place($"{seed}\n{clusters.Of(c.Response) ?? c.Response.Id}") < share);
        return ([.. parts[true]], [.. parts[false]]);
    }

    /// <summary>From 0 to 1.</summary>
    private static double Place(string text) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0) / (uint.MaxValue + 1.0);
}
