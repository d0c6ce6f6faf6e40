using Assay.Gating.Prompts;

namespace Assay.Storage;

/// <summary>One row of what a prompt version was used for.</summary>
internal readonly record struct StoredPromptUse(long PromptVersion, long Run, long Calls, long Cached, long CostNanoUsd)
{
    /// <summary>What the uses of a version come to.</summary>
    /// <param name="uses">The latest run first.</param>
    public static StoredPrompt Sum(IEnumerable<StoredPromptUse> uses, string name, string version)
    {
        StoredPromptUse[] all = [.. uses];
        return new StoredPrompt
        {
            Name = name,
            Version = version,
            Model = "",
            Source = "",
            Since = default,
            Runs = [.. all.Select(u => u.Run).Distinct()],
            Calls = all.Sum(u => u.Calls),
            Cached = all.Sum(u => u.Cached),
            CostUsd = Money.ToUsd(all.Sum(u => u.CostNanoUsd)),
        };
    }
}
