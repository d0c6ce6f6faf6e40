namespace Assay.Collecting;

/// <summary>Input that cannot be taken in: says where it stands, what is wrong and how to mend it.</summary>
public sealed class InputException(string place, string problem, string remedy) : Exception($"{place}: {problem} {remedy}")
{
    /// <summary>File and line, such as <c>responses.jsonl:17</c>.</summary>
    public string Place { get; } = place;

    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
