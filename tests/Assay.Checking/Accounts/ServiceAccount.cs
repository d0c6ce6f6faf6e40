using System.Text.Json;

namespace Assay.Checking.Accounts;

/// <summary>What the service itself says of its ledger.</summary>
internal sealed class ServiceAccount : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Null where it does not answer.</summary>
    public async Task<(long Accepted, OutcomeCounts Counts)?> AskAsync(Uri service, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement total = JsonElement.Parse(await _http.GetStringAsync(new Uri(service, "/v1/ledger"), cancellationToken)).GetProperty("total");
            return (total.GetProperty("accepted").GetInt64(), new OutcomeCounts(
                total.GetProperty("owed").GetInt64(), total.GetProperty("scored").GetInt64(), Sum(total.GetProperty("unscored")), Sum(total.GetProperty("skipped"))));
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static long Sum(JsonElement reasons) => reasons.EnumerateObject().Sum(r => r.Value.GetInt64());
}
