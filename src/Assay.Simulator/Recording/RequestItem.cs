using System.Globalization;
using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Recording;

/// <summary>The name of what was asked about, as the request log has it: the same for the same input and outputs, whatever prompt they stand in.</summary>
public static class RequestItem
{
    /// <summary>16 hex digits, by which a line of the log is found for a response.</summary>
    public static string Of(string input, string output) => Of(new Item { Input = input.AsSpan().Trim(), Output = output.AsSpan().Trim() });

    internal static string Of(Item item) => item.Hash.ToString("x16", CultureInfo.InvariantCulture);
}
