using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Limits;

internal static class RetryAfter
{
    /// <summary>Writes seconds with decimals, rounded up so that whoever waits as told is let in.</summary>
    public static void Write(IHeaderDictionary headers, TimeSpan wait)
    {
        var milliseconds = (long)Math.Ceiling(wait.TotalMilliseconds);
        headers.RetryAfter = (milliseconds / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
        headers["retry-after-ms"] = milliseconds.ToString(CultureInfo.InvariantCulture);
    }
}
