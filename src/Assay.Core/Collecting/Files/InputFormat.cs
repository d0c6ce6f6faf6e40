namespace Assay.Collecting.Files;

/// <summary>How an input file is read, told by the ending of its name.</summary>
internal enum InputFormat
{
    JsonLines,
    Table,
    Json,
}
