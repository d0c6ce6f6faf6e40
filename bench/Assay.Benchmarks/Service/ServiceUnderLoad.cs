using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Service;

/// <summary><c>assay serve</c> as a process of its own, with one judge whose provider is the simulator.</summary>
internal sealed class ServiceUnderLoad : IDisposable
{
    private const string Served = "assay serves at ";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private ServiceUnderLoad(Measured process, Uri address) => (Process, Address) = (process, address);

    public Measured Process { get; }

    public Uri Address { get; }

    /// <param name="folder">Its ledger is <c>assay.db</c> there.</param>
    /// <param name="more">Further options.</param>
    public static Task<ServiceUnderLoad> StartAsync(Uri provider, string folder, params string[] more) => StartJudgedByAsync(
        provider, folder, ["--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right and complete?", "--no-cache", .. more]);

    /// <param name="judge">With all its options.</param>
    /// <inheritdoc cref="StartAsync"/>
    public static async Task<ServiceUnderLoad> StartJudgedByAsync(Uri provider, string folder, params string[] judge)
    {
        var process = Measured.StartAssay(ProcessPlace.ClientOf(provider, folder), ["serve", "--urls", "http://127.0.0.1:0", .. judge]);
        while (!process.HasExited)
        {
            if (process.Errors.Split('\n').FirstOrDefault(l => l.StartsWith(Served, StringComparison.Ordinal)) is { } line)
            {
                return new ServiceUnderLoad(process, new Uri(line[Served.Length..]));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        throw new InvalidOperationException($"the service did not start: {process.Errors}");
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await GetTextAsync(path));

    public Task<string> GetTextAsync(string path) => _http.GetStringAsync(new Uri(Address, path));

    public async Task<long> OwedAsync() => (await GetAsync("/v1/ledger")).GetProperty("total").GetProperty("owed").GetInt64();

    /// <summary>Kills it.</summary>
    public void Dispose()
    {
        Process.Dispose();
        _http.Dispose();
    }
}
