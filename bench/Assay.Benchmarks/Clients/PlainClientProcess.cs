using System.Diagnostics;
using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Clients;

/// <summary>A plain client in a process of its own, so that its processor time and its compiling are its own.</summary>
internal static class PlainClientProcess
{
    /// <summary>The names of the clients.</summary>
    public const string Http = "http";
    public const string HttpAndSqlite = "http-sqlite";
    public const string OpenAiSdk = "openai-sdk";

    /// <summary>Ends the name of a client that runs under the runtime settings of the assay executable; without it, under .NET's own, as any new program does.</summary>
    public const string Tuned = "+";

    private static readonly (string, string)[] AssaysSettings =
        [("DOTNET_gcConcurrent", "0"), ("DOTNET_TC_QuickJit", "0"), ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"), ("DOTNET_GCgen0MaxBudget", "3000000")];

    /// <summary>From outside: starts this program again as that client, which makes so many calls.</summary>
    public static async Task<PlainClientRun> FinishAsync(string client, Uri provider, string bodies, int calls, int concurrency, string folder)
    {
        using var process = Measured.StartSelf(
            new ProcessPlace(folder, client.EndsWith(Tuned, StringComparison.Ordinal) ? AssaysSettings : []), "client", client.TrimEnd(Tuned[0]), provider.ToString(), bodies,
            calls.ToString(CultureInfo.InvariantCulture), concurrency.ToString(CultureInfo.InvariantCulture));
        Finished finished = await process.FinishAsync();
        return finished.ExitCode == 0
            ? PlainClientRun.Read(finished)
            : throw new InvalidOperationException($"the client {client} failed: {finished.Error}");
    }

    /// <summary>Inside: what the process does. Reading the file and starting up stand outside its seconds; processor time counts from the first call.</summary>
    public static async Task<int> RunAsync(string client, Uri provider, string bodies, int calls, int concurrency)
    {
        await using IPlainClient plain = Create(client, provider, BodyFile.Read(bodies));
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < calls)
            {
                await plain.CallAsync(number);
            }
        })));
        await plain.CompleteAsync();
        TimeSpan took = watch.Elapsed;
        self.Refresh();
        Console.WriteLine(PlainClientRun.Write(calls, took, self.TotalProcessorTime - before));
        return 0;
    }

    private static IPlainClient Create(string client, Uri provider, byte[][] bodies) => client switch
    {
        Http => new HttpLoop(provider, bodies),
        HttpAndSqlite => new HttpAndSqliteLoop(new HttpLoop(provider, bodies), "replies.db"),
        OpenAiSdk => new OpenAiSdkLoop(provider, bodies),
        _ => throw new ArgumentOutOfRangeException(nameof(client), client, "not a client"),
    };
}
