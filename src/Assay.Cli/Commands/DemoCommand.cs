using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Simulator;

namespace Assay.Cli.Commands;

/// <summary><c>assay demo</c>: scores the example data set through the simulated provider over real HTTP. No key, no cost.</summary>
internal static class DemoCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "Folder for the example files and the ledger (default: a new one in the temporary folder).", HelpName = "DIR" };

    public static Command Create()
    {
        var command = new Command("demo", "Score an example data set with a simulated judge: no key, no cost.") { Data };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        string folder = parsed.GetValue(Data) ?? Directory.CreateTempSubdirectory("assay-demo-").FullName;
        await ExampleFiles.WriteAsync("support", folder);
        using var interrupts = new Interrupts();
        await using ProviderSimulator simulator = await ProviderSimulator.StartAsync(new SimulatorOptions { Seed = 7 }, interrupts.Stop);

        string configuration = Path.Combine(folder, Settings.DefaultFile);
        AssayFile file = AssayFileReader.ReadOrThrow(configuration, await File.ReadAllTextAsync(configuration), name => File.ReadAllText(Path.Combine(folder, name)));
        Judge judge = file.Judges[0] with { Model = new ModelReference("simulated", "judge") };
        var provider = new ProviderSettings { Name = "simulated", Format = WireFormat.OpenAi, BaseUrl = new Uri(simulator.BaseAddress, "v1"), Free = true };
        var settings = new Settings(parsed, file with { Providers = new Dictionary<string, ProviderSettings>(StringComparer.Ordinal) { [provider.Name] = provider } }, folder);

        Console.Out.WriteLine($"Scoring {Path.Combine(folder, "responses.jsonl")} with a simulated judge at {simulator.BaseAddress} over HTTP.");
        Console.Out.WriteLine("Its verdicts are made up from the texts by rule, not by a model: they show what Assay does, not how good the answers are.");
        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        string store = Path.Combine(folder, RunOptions.DefaultStore);
        var request = new RunRequest { Input = InputFiles.Find([Path.Combine(folder, "responses.jsonl")]), Store = store, Cache = CacheStore.Beside(store), Slices = file.Slices };
        RunResult result = await RunSession.ExecuteAsync(request, session, TimeProvider.System, interrupts);
        RunReport.Write(Terminal.Out(), result, judge);

        Console.Out.WriteLine();
        Console.Out.WriteLine("Where to look next:");
        Console.Out.WriteLine($"  the rubric:        {Path.Combine(folder, "rubric.yaml")}");
        Console.Out.WriteLine($"  all results:       assay export --store {store} --format csv");
        Console.Out.WriteLine("  your own data:     assay init, then assay run FILE");
        return RunCommand.ExitCodeOf(result, minCoverage: 0);
    }
}
