namespace Assay.Simulator.Faults;

/// <summary>The names of faults on the command line and in the request log.</summary>
internal static class FaultNames
{
    private static readonly (string Name, Fault Fault)[] Known =
    [
        ("429", Fault.Throttled), ("500", Fault.ServerError), ("503", Fault.Overloaded), ("hang", Fault.Hang),
        ("drip", Fault.Drip), ("cut", Fault.Cut), ("reset", Fault.Reset), ("truncated", Fault.Truncated),
        ("malformed", Fault.Malformed), ("refusal", Fault.Refusal), ("wrong-model", Fault.WrongModel),
        ("empty", Fault.Empty), ("html", Fault.Html),
    ];

    public static string All { get; } = string.Join(", ", Known.Select(known => known.Name));

    public static bool TryParse(string name, out Fault fault)
    {
        fault = Known.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)).Fault;
        return fault != Fault.None;
    }

    public static string? NameOf(Fault fault) => fault == Fault.None ? null : Known.First(known => known.Fault == fault).Name;
}
