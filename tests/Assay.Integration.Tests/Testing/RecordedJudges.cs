namespace Assay.Integration.Tests.Testing;

/// <summary>The recorded judges of LLMBar: two sets of pairs, two models, three ways to ask.</summary>
internal static class RecordedJudges
{
    /// <summary>Two kinds of reply stand in these files: a reasoning that ends in a verdict, and the bare verdict.</summary>
    public const string EitherKind = @"/Output \((a|b)\) is better|\A ?Output \((a|b)\)\s*\z/";

    public static TheoryData<string> Files =>
    [
        .. from pairs in (string[])["natural", "neighbor"]
           from model in (string[])["chatgpt", "gpt-4"]
           from prompt in (string[])["cot", "swap", "vanilla_norules"]
           select $"{pairs}.{model}.{prompt}",
    ];
}
