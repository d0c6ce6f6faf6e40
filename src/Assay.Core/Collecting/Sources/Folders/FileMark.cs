namespace Assay.Collecting.Sources.Folders;

/// <summary>How far one file has been read.</summary>
/// <param name="Size">In bytes when it was last looked at to its end.</param>
/// <param name="Written">Ticks of the last write, at the same look.</param>
internal abstract record FileMark(long Size, long Written)
{
    /// <summary>Whether nothing has been written since.</summary>
    public bool IsOf(FolderFile file) => Size == file.Size && Written == file.Written;

    /// <summary>A file that may grow.</summary>
    /// <param name="Offset">The bytes of all lines that were read.</param>
    /// <param name="Lines">Their number.</param>
    /// <param name="Head">A hash of the first bytes, which tells another file under the same name.</param>
    internal sealed record Growing(long Size, long Written, long Offset, long Lines, ulong Head, int HeadLength) : FileMark(Size, Written);

    /// <summary>A file that is read once it is whole, found for the first time in this state.</summary>
    /// <param name="At">Ticks of the look, UTC.</param>
    internal sealed record Noticed(long Size, long Written, long At) : FileMark(Size, Written);

    /// <summary>A file that is read as a whole, so many records so far.</summary>
    internal sealed record Reading(long Size, long Written, long Records) : FileMark(Size, Written);

    internal sealed record Done(long Size, long Written) : FileMark(Size, Written);
}
