using System.Reflection;
using System.Runtime.CompilerServices;
using Assay.Cli;
using Assay.Client;
using Assay.Distributed;
using Assay.Evaluation;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Server.Telemetry;
using Assay.Simulator;
using Assay.Storage.Sqlite;
using Assay.Testing;

namespace Assay.Tests.Conventions;

/// <summary>The repository's own files and assemblies.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution: above the binaries, above where the tests were started, or above this source file.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory) ?? FindRoot(Directory.GetCurrentDirectory()) ?? FindRoot(SourceFolder())
        ?? throw new InvalidOperationException("no folder above holds Assay.slnx: build and start the tests inside the repository");

    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [typeof(Judge).Assembly, typeof(ChatClientFactory).Assembly, typeof(SqliteLedger).Assembly, typeof(RedisVerdictCache).Assembly, typeof(ProviderSimulator).Assembly, typeof(OtlpReader).Assembly, typeof(ExitCode).Assembly, typeof(AssayClient).Assembly, typeof(TestJudge).Assembly, typeof(JudgeEvaluator).Assembly];

    /// <summary>Paths below the root, with slashes, without what the build makes.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        string start = Path.Combine(Root, folder);
        return Directory.Exists(start)
            ? [.. Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
                .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "artifacts"))
                .Order(StringComparer.Ordinal)]
            : [];
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    // The test runner moves the current directory beside the binaries, which another artifacts path puts outside the repository.
    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? "/";

    private static string? FindRoot(string from)
    {
        for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Assay.slnx")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
