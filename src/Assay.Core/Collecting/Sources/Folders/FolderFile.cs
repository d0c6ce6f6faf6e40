using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Assay.Collecting.Files;

namespace Assay.Collecting.Sources.Folders;

/// <summary>A file of a watched folder, as one look found it.</summary>
/// <param name="Name">Relative to the configuration; what errors call it.</param>
/// <param name="Written">Ticks of the last write, UTC.</param>
internal sealed record FolderFile(string Path, string Name, long Size, long Written)
{
    /// <summary>Under which its mark is kept, in eight bytes whatever the length of the name.</summary>
    public ulong Key { get; } = Hash(Encoding.UTF8.GetBytes(Name));

    public InputFormat Format { get; } = InputEndings.FormatOf(Name) ?? InputFormat.JsonLines;

    /// <summary>Whether it is read line by line while it grows, and not once it is whole.</summary>
    public bool Grows => Format == InputFormat.JsonLines && !WholeGzipStream.IsNamed(Name);

    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    public FileStream Open() => InputSearch.OpenFile(Path);
}
