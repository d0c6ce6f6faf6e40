using Google.Protobuf;

namespace Assay.Server.Telemetry.Wire;

/// <summary>Reads a request in protobuf, within limits.</summary>
internal static class ProtobufRequest
{
    public static T Read<T>(ReadOnlySpan<byte> body, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        MessageLimits.Check(body, new T().Descriptor);
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(body);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new OtlpFormatException($"The body is not OTLP protobuf: {error.Message}", error);
        }
    }
}
