namespace Assay.Simulator.Faults;

internal enum Fault
{
    None,

    /// <summary>429 with retry-after 1, whatever the limits say.</summary>
    Throttled,
    ServerError,
    Overloaded,

    /// <summary>The request is taken and nothing is ever sent.</summary>
    Hang,

    /// <summary>Headers at once, then one byte of the body per second.</summary>
    Drip,

    /// <summary>The connection is closed in the middle of the body.</summary>
    Cut,

    /// <summary>The connection is reset before a byte is sent.</summary>
    Reset,
    Truncated,
    Malformed,
    Refusal,
    WrongModel,
    Empty,
    Html,
}
