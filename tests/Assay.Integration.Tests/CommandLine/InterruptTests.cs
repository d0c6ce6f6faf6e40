using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Ctrl-C once: what is in flight is finished and saved, and the same command does the rest.</summary>
public sealed class InterruptTests
{
    private const int Items = 30;
    private const int Concurrency = 4;

    [Fact]
    public async Task An_interrupted_run_saves_what_is_in_flight_and_is_completed_without_repeating_a_call()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 13));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(200) });
        string[] command =
        [
            "run", "responses.jsonl", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?",
            "--concurrency", $"{Concurrency}", "--out", "results.jsonl", "--json",
        ];
        using AssayProcess process = AssayProcess.Start(folder.Path, provider.Environment, command);
        while (provider.RequestCount < 2 * Concurrency)
        {
            Assert.False(process.HasExited, "the run ended before it could be interrupted");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        SkipIfDeaf(process);
        Interrupt(process);
        AssayProcess.Finished interrupted = await process.WaitAsync();

        Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
        Assert.Contains("the same command continues", interrupted.Errors, StringComparison.Ordinal);
        int scored = interrupted.Count("scored");
        Assert.InRange(scored, 2 * Concurrency, Items - 1);
        Assert.Equal(provider.RequestCount, scored);
        Assert.Equal((Items, Items - scored), (interrupted.Count("accepted"), interrupted.Count("owed")));

        AssayProcess.Finished completed = await AssayProcess.RunAsync(folder.Path, provider.Environment, command);

        Assert.True(completed.ExitCode == 0, completed.ToString());
        Assert.Equal((Items, Items, 0, Items), (completed.Count("accepted"), completed.Count("scored"), completed.Count("owed"), completed.Count("calls")));
        Assert.Equal(Items, (await provider.EndAsync()).Count);
        Assert.Equal(Enumerable.Range(1, Items).Select(i => $"r{i}"), File.ReadLines(folder.File("results.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Standard_input_that_stays_open_does_not_hold_an_interrupted_run()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using AssayProcess process = AssayProcess.Start(
            folder.Path, provider.Environment, "run", "-", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--json");
        await process.WriteAsync(Faults.Items.Jsonl(10, seed: 2));
        while (provider.RequestCount < 10)
        {
            Assert.False(process.HasExited, "the run ended though its input was open");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        SkipIfDeaf(process);
        Interrupt(process);
        AssayProcess.Finished interrupted = await process.WaitAsync();

        Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
        Assert.Equal((10, 10), (interrupted.Count("accepted"), interrupted.Count("scored")));
    }

    [Fact]
    public async Task A_conflict_is_told_while_standard_input_stays_open()
    {
        using var folder = new TemporaryFolder();
        using AssayProcess process = AssayProcess.Start(folder.Path, null, "run", "-", "--judge", "offline:heuristic", "--json");
        await process.WriteAsync("""
            {"id":"a","input":"q","output":"One answer."}
            {"id":"a","input":"q","output":"Another answer."}

            """);

        AssayProcess.Finished rejected = await process.WaitAsync();

        Assert.True(rejected.ExitCode == 2, rejected.ToString());
        Assert.Contains("stdin:1", rejected.Errors, StringComparison.Ordinal);
        Assert.Equal((1, 1), (rejected.Count("accepted"), rejected.Count("scored")));
    }

    [Fact]
    public async Task What_was_paid_before_a_run_was_broken_off_stays_in_its_account()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(3, seed: 4));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("hang=1") });
        using AssayProcess process = AssayProcess.Start(
            folder.Path, provider.Environment,
            "run", "responses.jsonl", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--concurrency", "1", "--json");
        while (provider.RequestCount < 1)
        {
            Assert.False(process.HasExited, "the run ended before it could be interrupted");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        SkipIfDeaf(process);
        Interrupt(process);
        await process.HeardAsync("stopping");
        Interrupt(process);
        AssayProcess.Finished interrupted = await process.WaitAsync();

        Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
        Assert.Equal((3, 1), (interrupted.Count("owed"), interrupted.Count("attempts")));
        Assert.True(interrupted.Json.GetProperty("cost_usd").GetDecimal() > 0);
    }

    /// <summary>A shell that runs the tests in the background has Ctrl-C ignored, by all programs started from it.</summary>
    private static void SkipIfDeaf(AssayProcess process)
    {
        const ulong Interrupt = 1UL << (2 - 1);
        string? ignored = File.Exists($"/proc/{process.Id}/status") ? File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        if (ignored is not null && (ulong.Parse(ignored[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0)
        {
            Assert.Skip("The tests run where interrupts are ignored.");
        }
    }

    private static void Interrupt(AssayProcess process)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", ["-INT", $"{process.Id}"]) { UseShellExecute = false })!;
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
