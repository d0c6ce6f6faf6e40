using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Service;

/// <summary><c>assay serve</c> as a process of its own, with one judge whose provider is the simulator.</summary>
internal sealed class ServiceUnderLoad : IDisposable
{
    private const string Served = "assay serves at ";

    private ServiceUnderLoad(Measured process, Uri address) => (Process, Address) = (process, address);

    public Measured Process { get; }

    public Uri Address { get; }

    public static async Task<ServiceUnderLoad> StartAsync(Uri provider, string folder)
    {
        var process = Measured.StartAssay(
            ProcessPlace.ClientOf(provider, folder),
            ["serve", "--urls", "http://127.0.0.1:0", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right and complete?", "--no-cache"]);
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

    public void Dispose() => Process.Dispose();
}
