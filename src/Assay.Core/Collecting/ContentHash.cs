using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Assay.Collecting.Records;

namespace Assay.Collecting;

/// <summary>What a response says, its id aside, as 16 bytes: the first half of SHA-256 over its canonical JSON.</summary>
public readonly record struct ContentHash
{
    public const int Length = 16;

    private readonly UInt128 value;

    private ContentHash(UInt128 value) => this.value = value;

    public static ContentHash Of(Response response)
    {
        ArrayBufferWriter<byte> json = new(1024);
        new CanonicalJson(json).Write(response, withId: false);
        return OfContent(json.WrittenSpan);
    }

    /// <param name="json">The canonical JSON of a response without its id.</param>
    internal static ContentHash OfContent(ReadOnlySpan<byte> json)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        return FromBytes(hash[..Length]);
    }

    /// <summary>The inverse of <see cref="ToBytes"/>.</summary>
    /// <exception cref="ArgumentException">Not 16 bytes.</exception>
    public static ContentHash FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A content hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>The id of a response that was sent without one: <c>r-</c> and 20 hexadecimal digits.</summary>
    public string ToResponseId() => string.Concat("r-", ToString().AsSpan(0, 20));

    /// <summary>The content is under the id that is derived from it: nobody else gave it one.</summary>
    internal static bool IsIdOf(Response response) =>
        response.Id is ['r', '-', .. { Length: 20 }] && Of(response).ToResponseId() == response.Id;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => value.ToString("x32", CultureInfo.InvariantCulture);
}
