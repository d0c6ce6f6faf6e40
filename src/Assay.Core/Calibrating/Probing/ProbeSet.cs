using Assay.Calibrating.Probing.Perturbing;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Calibrating.Probing;

/// <summary>What a judge is probed with: answers, and pairs of answers.</summary>
/// <param name="Source">Where they are from, for people.</param>
public sealed record ProbeSet(string Source, IReadOnlyList<ProbeItem> Items, IReadOnlyList<ProbePair> Pairs)
{
    private const string Resource = "probe-items.jsonl";

    /// <summary>48 short answers in four languages that come with Assay, written for it.</summary>
    public static ProbeSet BuiltIn()
    {
        using Stream stream = typeof(ProbeSet).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var items = new List<ProbeItem>();
        while (reader.ReadLine() is { } line)
        {
            items.Add(ProbeItem.Of(ResponseJson.Read(System.Text.Encoding.UTF8.GetBytes(line), Resource, items.Count + 1)));
        }

        return Of("built-in items", items);
    }

    /// <param name="pairs">Null: the pairs are made from the items.</param>
    public static ProbeSet Of(string source, IReadOnlyList<ProbeItem> items, IReadOnlyList<ProbePair>? pairs = null) =>
        new(source, items, pairs ?? [.. items.Select(Derived).OfType<ProbePair>()]);

    /// <exception cref="InputException">A record without two answers.</exception>
    public static async Task<IReadOnlyList<ProbePair>> ReadPairsAsync(InputFiles files, CancellationToken cancellationToken)
    {
        var pairs = new List<ProbePair>();
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string first = Required(record, "output_1");
            string second = Required(record, "output_2");
            pairs.Add(new ProbePair(
                new Response
                {
                    Id = record.NonEmpty("id", "item") ?? $"pair {pairs.Count + 1}",
                    Input = record.Text("input", "question", "prompt", "query") ?? "",
                    Output = first,
                    Context = record.NonEmpty("context") is { } context ? [context] : [],
                    Reference = record.NonEmpty("reference", "expected", "ground_truth", "target"),
                },
                second));
        }

        return pairs;
    }

    /// <summary>The same sentences in another order, or one fewer: close pairs show best whether the place decides. Null where an answer has one sentence.</summary>
    private static ProbePair? Derived(ProbeItem item, int index) =>
        (index % 2 == 0 ? Reordering.Apply(item.Response.Output) : DroppedFact.Apply(item.Response.Output)) is { } second ? new ProbePair(item.Response, second) : null;

    private static string Required(FileRecord record, string field) => record.NonEmpty(field)
        ?? throw record.Place.Error($"the record has no \"{field}\".", "A pair needs the two answers as output_1 and output_2, and what was asked as input.");
}
