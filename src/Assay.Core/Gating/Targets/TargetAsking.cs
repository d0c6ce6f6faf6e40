using System.Security.Cryptography;
using System.Text;

namespace Assay.Gating.Targets;

/// <summary>What is asked of the targets of a gate, as one text: the same command over the same cases and prompts has the same.</summary>
public static class TargetAsking
{
    /// <param name="cases">The hash of the data set.</param>
    /// <param name="versions">Of what answers, each side one.</param>
    public static string Of(string cases, IEnumerable<string> versions) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cases}\n{string.Join('\n', versions)}")).AsSpan(0, 16));
}
