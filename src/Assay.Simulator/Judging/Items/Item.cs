namespace Assay.Simulator.Judging.Items;

/// <summary>What is to be judged, as found in a prompt.</summary>
internal ref struct Item
{
    public ReadOnlySpan<char> Input;
    public ReadOnlySpan<char> Output;
    public ReadOnlySpan<char> SecondOutput;
    public ReadOnlySpan<char> Context;
    public ReadOnlySpan<char> Reference;

    /// <summary>The prompt before and after the item, where the form of the reply may be shown.</summary>
    public ReadOnlySpan<char> Before;
    public ReadOnlySpan<char> After;

    /// <summary>Two outputs are to be compared.</summary>
    public bool IsPair;

    /// <summary>The same for the same input and outputs, whatever prompt they stand in.</summary>
    public readonly ulong Hash => IsPair ? StableHash.Of(SecondOutput, FirstHash) : FirstHash;

    private readonly ulong FirstHash => StableHash.Of(Output, StableHash.Of(Input));
}
