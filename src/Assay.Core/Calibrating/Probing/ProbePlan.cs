using System.Text.Json;
using Assay.Calibrating.Probing.Perturbing;
using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Scoring.Judging;

namespace Assay.Calibrating.Probing;

/// <summary>All that a probe asks a judge. The same items and the same judge give the same plan, under the same ids.</summary>
public sealed record ProbePlan
{
    public const int UsualMostCalls = 2_000;

    public required Judge Judge { get; init; }

    public required ProbeSet Set { get; init; }

    public required IReadOnlyList<ProbedItem> Items { get; init; }

    public required IReadOnlyList<ProbedPair> Pairs { get; init; }

    /// <summary>Of answers without content.</summary>
    public required IReadOnlyList<string> Nulls { get; init; }

    public required IReadOnlyList<ProbeRun> Runs { get; init; }

    /// <summary>Items that were left out to stay within the number of calls.</summary>
    public int ItemsLeftOut { get; init; }

    /// <summary>Retries and re-asks not counted.</summary>
    public long Calls => Runs.Sum(r => r.Calls);

    /// <summary>Of too many items an even sample is taken.</summary>
    public static ProbePlan Of(Judge judge, ProbeSet set, long mostCalls = UsualMostCalls)
    {
        ProbeSet distinct = set with { Items = [.. set.Items.DistinctBy(i => BaseId(i.Response), StringComparer.Ordinal)] };
        ProbePlan all = Whole(judge, distinct);
        ProbePlan plan = all;
        for (int kept = distinct.Items.Count; plan.Calls > mostCalls && kept > 1;)
        {
            kept = Math.Min(kept - 1, (int)(kept * mostCalls / plan.Calls));
            double share = Math.Max(1, kept) / (double)distinct.Items.Count;
            plan = Whole(judge, distinct with { Items = Thinned(distinct.Items, share), Pairs = Thinned(distinct.Pairs, share) });
        }

        return plan with { ItemsLeftOut = all.Items.Count - plan.Items.Count };
    }

    private static ProbePlan Whole(Judge judge, ProbeSet set)
    {
        var plain = new List<Response>();
        var items = new List<ProbedItem>();
        foreach (ProbeItem item in set.Items)
        {
            string id = BaseId(item.Response);
            plain.Add(item.Response with { Id = id });
            var changed = new Dictionary<ProbeTest, string>();
            foreach (ProbeTest test in (ProbeTest[])[.. ProbeTests.Harmless, ProbeTest.ConstantAnswer, .. ProbeTests.Faults])
            {
                if (Perturbations.Apply(test, item.Response.Output, item.Language) is { } output)
                {
                    changed[test] = $"{id}~{test.ToSnakeCase()}";
                    plain.Add(item.Response with { Id = changed[test], Output = output });
                }
            }

            items.Add(new ProbedItem(item, id, changed));
        }

        Response[] asked = [.. items.Select(i => i.Item.Response with { Id = i.Id })];
        Response[] nulls = set.Items.Count == 0 ? [] : [.. Perturbations.NullAnswers.Select((output, n) => set.Items[n % set.Items.Count].Response with { Id = $"{BaseId(set.Items[n % set.Items.Count].Response)}~null_{n}", Output = output })];
        plain.AddRange(nulls);
        var runs = new List<ProbeRun> { new(ProbeSitting.Plain, judge, 0, plain), new(ProbeSitting.Repeat, judge, 1, asked) };
        if (ProbeJudges.Reversed(judge) is { } turned)
        {
            runs.Add(new ProbeRun(ProbeSitting.Turned, turned, 0, asked));
        }

        var pairs = new List<ProbedPair>();
        if (ProbeJudges.OfPairs(judge) is { } comparing)
        {
            var redactor = new Redactor(judge.Redaction);
            (Response Original, Response Swapped)[] shown = [.. set.Pairs.Select(p => Shown(p, redactor)).DistinctBy(p => p.Original.Id, StringComparer.Ordinal)];
            pairs.AddRange(shown.Select(p => new ProbedPair(p.Original.Id, p.Swapped.Id)));
            runs.Add(new ProbeRun(ProbeSitting.Pairs, comparing, 0, [.. shown.SelectMany(p => (Response[])[p.Original, p.Swapped])]));
            runs.Add(new ProbeRun(ProbeSitting.PairsRepeat, comparing, 1, [.. shown.Select(p => p.Original)]));
        }

        return new ProbePlan { Judge = judge, Set = set, Items = items, Pairs = pairs, Nulls = [.. nulls.Select(n => n.Id)], Runs = runs };
    }

    /// <summary>The second answer stands in the metadata, which a judge's redaction does not reach.</summary>
    private static (Response Original, Response Swapped) Shown(ProbePair pair, Redactor redactor)
    {
        Response original = With(pair.First, pair.First.Output, pair.Second, redactor);
        Response swapped = With(pair.First, pair.Second, pair.First.Output, redactor);
        string id = BaseId(original);
        return (original with { Id = $"{id}~original" }, swapped with { Id = $"{id}~swapped" });
    }

    private static Response With(Response response, string first, string second, Redactor redactor) => response with
    {
        Output = first,
        Metadata = new Dictionary<string, JsonElement>(response.Metadata, StringComparer.Ordinal)
        {
            [ProbeJudges.OutputTwo] = JsonSerializer.SerializeToElement(redactor.Redact(second), Collecting.Files.RecordJson.Default.String),
        },
    };

    /// <summary>By what is said, so that another set never takes an id for another answer.</summary>
    private static string BaseId(Response response) => Convert.ToHexStringLower(ContentHash.Of(response).ToBytes())[..16];

    private static IReadOnlyList<T> Thinned<T>(IReadOnlyList<T> all, double share) => [.. all.Where((_, i) => (long)((i + 1) * share) > (long)(i * share))];
}
