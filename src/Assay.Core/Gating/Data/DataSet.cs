using System.Security.Cryptography;
using Assay.Collecting;

namespace Assay.Gating.Data;

/// <summary>Cases to be answered and judged: what is asked, and what is known of it; no outputs.</summary>
public sealed record DataSet(IReadOnlyList<SourcedResponse> Cases)
{
    /// <summary>32 hex digits over what the cases say, in whatever order.</summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string one in Cases.Select(c => $"{c.Response.Id}\n{ContentHash.Of(c.Response)}\n").Order(StringComparer.Ordinal))
            {
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(one));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
        }
    }
}
