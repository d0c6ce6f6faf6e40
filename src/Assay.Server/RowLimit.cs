using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Assay.Server;

/// <summary>How many rows a list is asked for: <c>limit</c>.</summary>
internal static class RowLimit
{
    private const int Most = 1_000;
    private const int Usual = 100;

    /// <returns>Null where it cannot be read: that is answered already.</returns>
    public static async Task<int?> ReadAsync(HttpContext http)
    {
        int rows = Usual;
        string limit = http.Request.Query["limit"].ToString();
        if (limit.Length == 0 || (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows is > 0 and <= Most))
        {
            return rows;
        }

        await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", $"`limit` must be 1 to {Most}.");
        return null;
    }
}
