using Assay.Simulator.Faults;
using Assay.Simulator.Recording;

namespace Assay.Simulator;

/// <summary>What is decided on a request; the body is in the exchange's output.</summary>
internal readonly record struct Answer(int Status, Fault Fault, RequestTokens Tokens)
{
    private readonly string? contentType;

    public string ContentType
    {
        get => Fault == Fault.Html ? "text/html" : contentType ?? "application/json";
        init => contentType = value;
    }
}
