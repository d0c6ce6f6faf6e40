namespace Assay.Collecting.Records;

/// <summary>The file and line on which a record begins; the text of it is built only for an error.</summary>
internal readonly record struct RecordPlace(string File, long Line)
{
    /// <summary>What stands there is a case of a data set, which need not have an output.</summary>
    public bool IsCase { get; init; }

    public InputException Error(string problem, string remedy) => new($"{File}:{Line}", problem, remedy);
}
