using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Assay.Scoring.Running;

/// <summary>
/// Which responses are judged where not all are: decided by a hash of the id, so that the same response is always in or always
/// out, on every machine, and a larger share holds all of a smaller one.
/// </summary>
/// <param name="Probability">The share to judge, above 0 to 1; stored with every outcome, so that estimates can weight by it.</param>
public sealed record Sample(double Probability)
{
    public static readonly Sample All = new(1);

    public bool Includes(string responseId)
    {
        if (Probability >= 1)
        {
            return true;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(responseId), hash);
        // 53 bits: every value is exact as a double.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53)) < Probability;
    }
}
