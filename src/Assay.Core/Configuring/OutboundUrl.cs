namespace Assay.Configuring;

/// <summary>Which addresses may be written for a receiver outside. Where a name leads is found out when it is connected to.</summary>
public static class OutboundUrl
{
    /// <summary>What is wrong with it and how to mend it; null where nothing is.</summary>
    public static string? Problem(string text, bool allowPrivate)
    {
        if (text.Any(c => c is <= ' ' or '\\' or '\u007f') || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            return "is no address such as https://host/path.";
        }

        return url.Scheme is not ("https" or "http") ? "must begin with https://."
            : url.UserInfo.Length > 0 ? "must not hold a user or password."
            : url.Fragment.Length > 0 ? "must not hold a #."
            : url.Scheme == "http" && !allowPrivate ? "speaks plain http, which anybody on the way can read. Write https://, or `allow_private: true` for a receiver in your own network."
            : null;
    }
}
