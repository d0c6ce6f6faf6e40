namespace Assay.Benchmarks.Measuring;

/// <summary>Where a process runs: its folder, and the variables set for it.</summary>
internal sealed record ProcessPlace(string Folder, params (string Name, string Value)[] Environment)
{
    /// <summary>A client of a provider that speaks OpenAI's protocol.</summary>
    public static ProcessPlace ClientOf(Uri provider, string folder) =>
        new(folder, ("OPENAI_BASE_URL", new Uri(provider, "v1").ToString()), ("OPENAI_API_KEY", "any"));
}
