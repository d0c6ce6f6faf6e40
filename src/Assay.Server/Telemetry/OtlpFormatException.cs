namespace Assay.Server.Telemetry;

/// <summary>A request that is not OTLP, or larger than is read: nothing of it was taken, and sending it again is no use.</summary>
public sealed class OtlpFormatException : Exception
{
    public OtlpFormatException(string message)
        : base(message)
    {
    }

    public OtlpFormatException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
