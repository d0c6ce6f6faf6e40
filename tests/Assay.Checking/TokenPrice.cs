namespace Assay.Checking;

/// <summary>What a token costs, in billionths of a USD.</summary>
public sealed record TokenPrice(long Input, long CachedInput, long Output)
{
    public static readonly TokenPrice Free = new(0, 0, 0);

    /// <summary>Of <c>openai:gpt-4o-mini</c>.</summary>
    public static readonly TokenPrice Mini = new(150, 75, 600);

    public long Cost(long input, long cached, long output) => ((input - cached) * Input) + (cached * CachedInput) + (output * Output);
}
