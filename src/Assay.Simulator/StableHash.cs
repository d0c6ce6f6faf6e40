using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Assay.Simulator;

/// <summary>A fast hash that is the same in every process, and draws made from it.</summary>
internal static class StableHash
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 0) => Of(MemoryMarshal.AsBytes(text), seed);

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = seed ^ ((ulong)bytes.Length * Odd);
        while (bytes.Length >= 8)
        {
            hash = Step(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }

        return Finish(Step(hash, rest));
    }

    public static ulong Mix(ulong a, ulong b) => Finish(Step(a ^ Odd, b));

    /// <summary>Uniform in [0, 1).</summary>
    public static double Uniform(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal.</summary>
    public static double Gaussian(ulong hash)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(hash)));
        return radius * Math.Cos(2 * Math.PI * Uniform(Mix(hash, 1)));
    }

    private static ulong Step(ulong hash, ulong word)
    {
        hash = (hash ^ word) * Odd;
        return hash ^ (hash >> 29);
    }

    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
