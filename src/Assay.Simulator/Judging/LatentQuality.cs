using System.Buffers;
using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Judging;

/// <summary>How good an output truly is in the simulated world, 0 to 1: chance by its hash, moved by what can be read from it.</summary>
internal static class LatentQuality
{
    private static readonly SearchValues<string> Evasions = SearchValues.Create(
        [
            "i don't know", "i do not know", "i cannot help", "i can't help", "i'm not able to", "i am not able to",
            "i'm unable to", "i am unable to", "as an ai", "no idea",
            "weiß ich nicht", "weiß ich leider nicht", "keine auskunft", "kann ich ihnen nicht", "kann ich ihnen leider nicht", "nicht weiterhelfen", "als ki ",
            "je ne sais pas", "je ne peux pas", "aucune idée", "en tant qu'ia",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static double Of(in Item item, ReadOnlySpan<char> output)
    {
        var isQuoted = !output.IsEmpty && item.Reference.Contains(output, StringComparison.OrdinalIgnoreCase);
        if (output.Length <= 2 && !isQuoted)
        {
            return 0.02;
        }

        var chance = BetaQuantile.At(StableHash.Uniform(StableHash.Of(output, StableHash.Of(item.Input))));
        var quality = chance + Grounding(item, output);
        if (Evades(output))
        {
            quality *= 0.35;
        }
        else if (output.Length < 24 && !isQuoted)
        {
            quality *= 0.55;
        }

        return Math.Clamp(quality, 0.01, 0.99);
    }

    private static double Grounding(in Item item, ReadOnlySpan<char> output)
    {
        Span<ulong> bits = stackalloc ulong[WordSet.Words];
        bits.Clear();
        var sources = new WordSet(bits);
        sources.Add(item.Input);
        sources.Add(item.Context);
        sources.Add(item.Reference);
        var overlap = sources.Of(output);
        if (overlap.Words == 0)
        {
            return 0;
        }

        var isGrounded = !item.Context.IsEmpty || !item.Reference.IsEmpty;
        var share = (double)overlap.SharedWords / overlap.Words;
        var moved = 0.3 * Math.Clamp(share - (isGrounded ? 0.35 : 0.15), -0.3, 0.3);

        // A figure that no source holds is the readable mark of an invention.
        return isGrounded && overlap.Numbers > overlap.SharedNumbers ? moved - 0.12 : moved;
    }

    private static bool Evades(ReadOnlySpan<char> output) => output[..Math.Min(output.Length, 200)].ContainsAny(Evasions);
}
