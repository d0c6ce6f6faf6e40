using Assay.Surfacing.Causes.Texts;

namespace Assay.Surfacing.Causes;

/// <summary>Looks for causes of every kind: slices first, then what was said in the responses that no slice explains.</summary>
public static class CauseFinder
{
    /// <summary>So many texts are read at most; of more, the same ones each time.</summary>
    public const int MostTexts = 20_000;

    /// <summary>So many are asked for at once: other readers of the ledger come in between.</summary>
    private const int AtOnce = 500;

    /// <param name="low">Scores up to this one are low.</param>
    /// <param name="readAsync">What was said, by the ledger's numbers; without those that are gone.</param>
    public static async Task<(IReadOnlyList<Cause> Causes, int TextsRead)> FindAsync(
        IReadOnlyList<Observation> observations, double low, Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlyList<Said>>> readAsync, CancellationToken cancellationToken)
    {
        IReadOnlyList<Cause> slices = CauseSearch.Find(observations, low, cancellationToken);
        TextRow[] all = [.. observations.Select(o => new TextRow(o, o.Score <= low, 1))];
        Both everything = default;
        foreach (TextRow row in all)
        {
            everything.Add(row.Observation.Score, row.IsLow, row.IsBefore);
        }

        IReadOnlyList<TextRow> rows = TextSample.Draw(all, MostTexts);
        var texts = new TextCauses(rows, everything, slices);
        int place = 0;
        foreach (TextRow[] some in rows.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Dictionary<long, Said> said = (await readAsync([.. some.Select(r => r.Observation.Key)], cancellationToken)).ToDictionary(s => s.Key);
            foreach (TextRow row in some)
            {
                if (said.TryGetValue(row.Observation.Key, out Said? own))
                {
                    texts.Add(place, own);
                }

                place++;
            }
        }

        return (texts.Find(cancellationToken), texts.TextsRead);
    }
}
