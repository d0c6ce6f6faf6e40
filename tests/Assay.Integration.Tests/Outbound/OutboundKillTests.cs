using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Outbound;

/// <summary>The service killed again and again while it tells a receiver of verdicts.</summary>
public sealed class OutboundKillTests
{
    private const int Kills = 20;
    private const int Batch = 10;
    private const int Together = 40;

    /// <summary>The verdict about to be saved, saved, had by the receiver, settled.</summary>
    private static readonly string[] Moments = ["recording", "recorded", "delivered", "settled"];

    [Fact]
    public async Task Killed_between_delivery_and_note_it_repeats_one_batch_under_the_same_ids()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        string configuration = Receiving.Webhook(receiver.Address, $", batch: {Batch}");
        using (ServiceProcess first = await Receiving.StartAsync(folder, configuration, "delivered:2"))
        {
            await first.PostAsync(Receiving.Lines("k", Together));
            await first.WaitAsync();
        }

        int before = receiver.Events.Count;
        using ServiceProcess second = await Receiving.StartAsync(folder, configuration);
        await second.SettledAsync();
        await Receiving.HeldAsync(second, r => r.Number("owed") == 0);
        await second.StopAsync();

        Guid[] ids = [.. receiver.Events.Select(e => e.GetProperty("id").GetGuid())];
        int repeated = ids.Length - ids.Distinct().Count();
        Assert.Equal(Together, receiver.Events.Select(e => e.GetProperty("result").GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(Together, ids.Distinct().Count());
        Assert.InRange(repeated, 1, Batch);
        Assert.All(ids.CountBy(id => id), id => Assert.InRange(id.Value, 1, 2));
        Assert.InRange(before, 1, 2 * Batch);
    }

    [Fact]
    public async Task Killed_at_any_moment_no_verdict_is_lost_and_none_gets_a_second_id()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        string configuration = Receiving.Webhook(receiver.Address, $", batch: {Batch}");
        var random = new Random(11);
        for (int kill = 0; kill < Kills; kill++)
        {
            using ServiceProcess service = await Receiving.StartAsync(folder, configuration, $"{Moments[kill % Moments.Length]}:{random.Next(1, 4)}");
            try
            {
                await service.PostAsync(Receiving.Lines($"k{kill}", Together));
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException { InnerException: HttpRequestException })
            {
                // It died before it could answer.
            }

            // Where the moment does not come often enough, it dies at any.
            for (int look = 0; look < 100 && !service.HasExited; look++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            await service.KillAsync();
        }

        using ServiceProcess last = await Receiving.StartAsync(folder, configuration);
        JsonElement total = await last.SettledAsync();
        await Receiving.HeldAsync(last, r => r.Number("owed") == 0);
        AssayProcess.Finished stopped = await last.StopAsync();

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        (string Response, Guid Id)[] told = [.. receiver.Events.Select(e => (e.GetProperty("result").GetProperty("id").GetString()!, e.GetProperty("id").GetGuid()))];
        Assert.Equal(total.GetProperty("scored").GetInt32(), told.Select(t => t.Response).Distinct().Count());
        Assert.Equal(told.Select(t => t.Response).Distinct().Count(), told.Distinct().Count());
        TestContext.Current.SendDiagnosticMessage($"{Kills} kills: {told.Distinct().Count()} verdicts, {told.Length - told.Distinct().Count()} told twice, at most {Kills * Batch} allowed");
        Assert.InRange(told.Length - told.Distinct().Count(), 0, Kills * Batch);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, Receiving.Environment, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }
}
