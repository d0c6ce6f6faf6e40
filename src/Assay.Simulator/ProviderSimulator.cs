using System.Net;
using Assay.Simulator.Http;
using Assay.Simulator.Judging;
using Assay.Simulator.Recording;
using Assay.Simulator.Replaying;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assay.Simulator;

/// <summary>A model provider on the wire: OpenAI Chat Completions and Anthropic Messages on one port of this machine.</summary>
public sealed class ProviderSimulator : IAsyncDisposable
{
    private const long LargestBody = 32 * 1024 * 1024;

    private readonly KestrelServer server;
    private readonly SimulatorApplication application;
    private readonly JudgeMood mood;
    private readonly RequestLog? log;
    private readonly CancellationTokenSource stopping;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProviderSimulator(KestrelServer server, SimulatorApplication application, JudgeMood mood, RequestLog? log, CancellationTokenSource stopping)
    {
        this.mood = mood;
        this.server = server;
        this.application = application;
        this.log = log;
        this.stopping = stopping;
        BaseAddress = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>For example <c>http://127.0.0.1:4711</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Requests received, whatever became of them; the front page and the list of models do not count.</summary>
    public long RequestCount => application.RequestCount;

    /// <summary>Listens when it returns.</summary>
    /// <exception cref="SimulatorConfigurationException">An option, the replay file or the log file is unusable, or the port is taken.</exception>
    public static async Task<ProviderSimulator> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        var replay = options.ReplayFile is { } file ? await ReplayFile.ReadAsync(file, cancellationToken) : null;
        var requestLog = options.LogFile is { } path ? RequestLog.Open(path) : null;
        var stop = new CancellationTokenSource();
        var kestrel = CreateServer(options);
        try
        {
            var moved = new JudgeMood(options.JudgeShift, options.Clock);
            var served = new SimulatorApplication(options, new Responder(options, replay, moved), requestLog, stop.Token);
            await kestrel.StartAsync(served, cancellationToken);
            return new ProviderSimulator(kestrel, served, moved, requestLog, stop);
        }
        catch (Exception failure)
        {
            kestrel.Dispose();
            stop.Dispose();
            if (requestLog is not null)
            {
                await requestLog.DisposeAsync();
            }

            if (failure is IOException)
            {
                throw new SimulatorConfigurationException(nameof(options.Port), null, $"The simulator cannot listen: {failure.Message}", "Choose another port, or 0 for any free one.", failure);
            }

            throw;
        }
    }

    /// <summary>From now on the judge finds everything better or worse by this share of the scale than at first, and says nothing of it.</summary>
    public void MoveJudge(double by) => mood.Move(by);

    /// <summary>Completes when the simulator is disposed.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => stopped.Task.WaitAsync(cancellationToken);

    /// <summary>Ends hanging replies, closes the port, and writes the rest of the log.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!stopped.TrySetResult())
        {
            return;
        }

        await stopping.CancelAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await server.StopAsync(patience.Token);
        server.Dispose();
        if (log is not null)
        {
            await log.DisposeAsync();
        }

        stopping.Dispose();
    }

    private static KestrelServer CreateServer(SimulatorOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(kestrel), transport, NullLoggerFactory.Instance);
    }
}
