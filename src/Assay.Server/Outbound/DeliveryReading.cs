using System.Text;
using Assay.Providers.Errors;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound;

/// <summary>Reads what a receiver answered as what came of sending.</summary>
internal static class DeliveryReading
{
    private const int LongestText = 200;

    /// <param name="mayWorkLater">Whether what is refused with a status may be taken when it is sent again.</param>
    /// <param name="read">What the body of a success says.</param>
    /// <param name="secrets">What an answer may repeat of the request, and no message may.</param>
    public static Delivery Of(OutboundReply reply, Func<int, bool> mayWorkLater, Func<byte[], Delivery> read, IReadOnlyList<string> secrets) => reply switch
    {
        OutboundReply.Unreachable unreachable => new Delivery.Failed(SafeText.Clean(unreachable.Error, secrets, LongestText)),
        OutboundReply.Answered { Status: >= 200 and < 300 } answered => read(answered.Body),
        OutboundReply.Answered answered when mayWorkLater(answered.Status) => new Delivery.Failed(Text(answered, secrets), answered.RetryAfter),
        OutboundReply.Answered { Status: >= 300 and < 400 } answered => new Delivery.Refused(
            $"answered {answered.Status}: redirects are not followed. Write the address that it leads to.", IsAboutContent: false),
        OutboundReply.Answered answered => new Delivery.Refused(Text(answered, secrets), IsAboutContent: answered.Status is 400 or 413 or 422),
        _ => throw new ArgumentOutOfRangeException(nameof(reply), "a kind of reply that is not known"),
    };

    private static string Text(OutboundReply.Answered answered, IReadOnlyList<string> secrets)
    {
        string said = SafeText.Clean(Encoding.UTF8.GetString(answered.Body.AsSpan(0, Math.Min(answered.Body.Length, 4 * LongestText))), secrets, LongestText);
        return said.Length > 0 ? $"answered {answered.Status}: {said}" : $"answered {answered.Status}";
    }
}
