using System.CommandLine;
using Assay.Configuring;

namespace Assay.Cli.Commands;

/// <summary><c>assay init</c>: writes a configuration, a rubric and ten example responses that run as they are.</summary>
internal static class InitCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "Where to (default: here).", HelpName = "FOLDER", DefaultValueFactory = _ => "." };

    public static Command Create()
    {
        var command = new Command("init", "Write assay.yaml, a rubric and ten example responses.") { Folder };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(Folder)!));
        return command;
    }

    private static async Task<int> RunAsync(string folder)
    {
        IReadOnlyList<string> files = ExampleFiles.In("start");
        if (files.FirstOrDefault(f => !f.StartsWith('.') && File.Exists(Path.Combine(folder, f))) is { } existing)
        {
            throw new ConfigurationException($"{Path.Combine(folder, existing)} exists already, and nothing is overwritten. Name an empty folder: assay init FOLDER");
        }

        await ExampleFiles.WriteAsync("start", folder);
        foreach (string file in files)
        {
            Console.Out.WriteLine($"wrote {Path.Combine(folder, file)}");
        }

        string enter = folder == "." ? "" : $"cd {folder} && ";
        Console.Out.WriteLine();
        Console.Out.WriteLine($"next:  {enter}assay run responses.jsonl");
        Console.Out.WriteLine("then:  set `model:` in assay.yaml to a real model, and edit rubric.yaml");
        return ExitCode.Ok;
    }
}
