using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A folder with pairs of outputs, of which it is known who is better, and judges that compare them.</summary>
internal sealed class PairFolder : IDisposable
{
    private const string Words = "the parcel refund order ship late money return card bank help team note send label depot";

    private readonly TemporaryFolder _folder = new();

    public PairFolder() => _folder.Write("assay.yaml", """
        judges:
          pw:
            model: openai:gpt-4o-mini
            mode: pairwise
            rubric: { criteria: { helpful: { question: Which output helps the user more? } } }
          single:
            model: openai:gpt-4o-mini
            rubric: { criteria: { helpful: { question: Does it help?, scale: 1-5 } } }
        """);

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Several systems answer each question; those in <paramref name="evading"/> evade that share of them.</summary>
    public string WritePairs(string name, int items, int seed, params (string System, double Evading)[] systems)
    {
        var random = new Random(seed);
        return Write(name, string.Join('\n', Enumerable.Range(0, items).Select(i => JsonSerializer.Serialize(new
        {
            id = $"q{i}",
            input = $"What about {Text(random, 6)}?",
            outputs = systems.ToDictionary(s => s.System, s => Answer(random, s.Evading)),
        }))));
    }

    /// <summary>The outputs of one system, to the same questions whatever its name is.</summary>
    public string WriteOutputs(string name, int items, double evading)
    {
        var random = new Random(name.Length + (int)(100 * evading));
        return Write(name, string.Join('\n', Enumerable.Range(0, items).Select(i => JsonSerializer.Serialize(new { id = $"q{i}", input = $"What about number {i}?", output = Answer(random, evading) }))));
    }

    public void Dispose() => _folder.Dispose();

    private static string Answer(Random random, double evading)
    {
        bool evades = random.NextDouble() < evading;
        return $"{(evades ? "I don't know. " : "")}{Text(random, 30)} {random.Next(1_000_000)}.";
    }

    private static string Text(Random random, int words)
    {
        string[] known = Words.Split(' ');
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => known[random.Next(known.Length)]));
    }
}
