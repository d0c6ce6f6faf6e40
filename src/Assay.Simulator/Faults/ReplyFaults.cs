using System.Buffers;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Faults;

/// <summary>Faults that stand in the reply itself.</summary>
internal static class ReplyFaults
{
    public static ReadOnlySpan<byte> ProxyPage => "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"u8;

    private static ReadOnlySpan<byte> Unparseable => "The response is well written on the whole, though I would want to know more before settling on a verdict."u8;

    public static ProviderError? ErrorOf(Fault fault) => fault switch
    {
        Fault.Throttled => new ProviderError(ErrorKind.RateLimit, "Rate limit reached. Please try again in 1s.", Code: "rate_limit_exceeded", Type: "requests") { RetryAfter = TimeSpan.FromSeconds(1) },
        Fault.ServerError => new ProviderError(ErrorKind.Server, "The server had an error while processing your request. Sorry about that!"),
        Fault.Overloaded => new ProviderError(ErrorKind.Overloaded, "Overloaded"),
        _ => null,
    };

    /// <summary>True for those that stand in the reply, whatever way it comes.</summary>
    public static bool IsInReply(Fault fault) => fault is Fault.Truncated or Fault.Malformed or Fault.Refusal or Fault.Empty or Fault.WrongModel;

    public static void Apply(Fault fault, Reply reply)
    {
        for (var i = 0; i < reply.Choices.Count; i++)
        {
            switch (fault)
            {
                case Fault.Truncated:
                    reply.Cut(i, reply.Choices[i].Length / 2);
                    break;
                case Fault.Empty:
                    reply.Choices[i] = reply.Choices[i] with { Length = 0 };
                    break;
                case Fault.Refusal:
                    reply.Choices[i] = reply.Choices[i] with { Ending = Ending.Refused };
                    break;
                case Fault.Malformed:
                    var start = reply.Bytes.WrittenCount;
                    reply.Bytes.Write(Unparseable);
                    reply.Choices[i] = new ReplyChoice(start, Unparseable.Length, Ending.Complete, []);
                    break;
            }
        }
    }
}
