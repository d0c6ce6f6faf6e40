using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Peers;

/// <summary>What somebody would write or pick instead of Assay, at its best concurrency.</summary>
internal sealed record Peer(string Name, Func<Uri, string, string, Measured> Start)
{
    private const string Promptfoo = "promptfoo";
    private const string Autoevals = "autoevals";

    /// <summary>The blog recipe: ten threads of Python and a row per result.</summary>
    public static Peer ThreadPool { get; } = new("thread pool", (provider, items, folder) =>
        Measured.Start(ProcessPlace.ClientOf(provider, folder), "python3", PeerFolder.Existing("thread_pool.py"), items, "results.db", "10"));

    /// <summary>autoevals on Node, 64 calls at once; stores nothing.</summary>
    public static Peer AutoevalsLoop { get; } = new(Autoevals, (provider, items, folder) =>
        Measured.Start(ProcessPlace.ClientOf(provider, folder), PeerFolder.Node(Autoevals), PeerFolder.Existing(Autoevals, "judge.mjs"), items, "64"));

    /// <summary>promptfoo's llm-rubric with its own database, and its results as a file.</summary>
    public static Peer PromptfooRubric { get; } = new(Promptfoo, StartPromptfoo);

    /// <summary>The results file of <see cref="PromptfooRubric"/>.</summary>
    public static string PromptfooResults(string folder) => Path.Combine(folder, "results.json");

    /// <summary>What a script of ours says of itself; a peer without one is timed from outside.</summary>
    public static PeerAccount Read(Finished process)
    {
        if (!process.LastLine.StartsWith('{'))
        {
            return new PeerAccount(null, process.Wall.TotalSeconds);
        }

        using JsonDocument document = JsonDocument.Parse(process.LastLine);
        return new PeerAccount(document.RootElement.GetProperty("scored").GetInt64(), document.RootElement.GetProperty("seconds").GetDouble());
    }

    private static Measured StartPromptfoo(Uri provider, string items, string folder)
    {
        string tests = Path.Combine(folder, "tests.jsonl");
        File.WriteAllLines(tests, File.ReadLines(items).Select(line => $"{{\"vars\":{line}}}"));
        var place = ProcessPlace.ClientOf(provider, folder);
        return Measured.Start(
            place with
            {
                Environment = [.. place.Environment, ("ITEMS", tests), ("PROMPTFOO_CONFIG_DIR", folder), ("PROMPTFOO_DISABLE_TELEMETRY", "1"), ("PROMPTFOO_DISABLE_UPDATE", "1")],
            },
            PeerFolder.Node(Promptfoo),
            PeerFolder.Existing(Promptfoo, "node_modules", "promptfoo", "dist", "src", "main.js"),
            "eval", "-c", PeerFolder.Existing(Promptfoo, "promptfooconfig.yaml"), "-j", "16", "--no-cache", "--no-table", "--no-progress-bar",
            "-o", PromptfooResults(folder));
    }
}
