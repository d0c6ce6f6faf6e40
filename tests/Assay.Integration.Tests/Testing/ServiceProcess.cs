using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Assay.Integration.Tests.Testing;

/// <summary>The real service on a free port of this machine.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly AssayProcess _process;

    private ServiceProcess(AssayProcess process, Uri address)
    {
        _process = process;
        Address = address;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public bool HasExited => _process.HasExited;

    /// <param name="folder">Working folder, and where the ledger is.</param>
    /// <param name="port">0: any free one.</param>
    public static async Task<ServiceProcess> StartAsync(string folder, IReadOnlyDictionary<string, string>? environment, int port, params string[] arguments)
    {
        AssayProcess process = AssayProcess.Start(folder, environment, ["serve", "--urls", $"http://127.0.0.1:{port}", .. arguments]);
        const string served = "assay serves at ";
        string said = await process.HeardAsync(served);
        while (!said.EndsWith('\n'))
        {
            said = await process.HeardAsync(served);
        }

        return new ServiceProcess(process, new Uri(said[(said.IndexOf(served, StringComparison.Ordinal) + served.Length)..].Split('\n')[0]));
    }

    public static Task<ServiceProcess> StartOfflineAsync(string folder) => StartAsync(folder, null, 0, "--judge", "offline:heuristic");

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string body, string? idempotencyKey = null, string? encoding = null, byte[]? bytes = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = new ByteArrayContent(bytes ?? Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using HttpResponseMessage response = await SendAsync(request);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await Http.GetStringAsync(path, TestContext.Current.CancellationToken));

    /// <summary>The ledger's total.</summary>
    public async Task<JsonElement> TotalAsync() => (await GetAsync("/v1/ledger")).GetProperty("total");

    /// <summary>Waits until nothing is owed; the ledger's total then.</summary>
    public async Task<JsonElement> SettledAsync()
    {
        while (true)
        {
            JsonElement total = await TotalAsync();
            if (total.GetProperty("owed").GetInt64() == 0)
            {
                return total;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitAsync();
    }

    public Task<AssayProcess.Finished> WaitAsync() => _process.WaitAsync();

    /// <summary>As an orchestrator stops it.</summary>
    public async Task<AssayProcess.Finished> StopAsync()
    {
        Signal("-TERM");
        return await _process.WaitAsync();
    }

    public void Signal(string signal) => _process.Signal(signal);

    /// <summary>A service that has ended says why.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await Http.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException e) when (HasExited)
        {
            throw new InvalidOperationException($"the service has ended: {await WaitAsync()}", e);
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        _process.Dispose();
    }
}
