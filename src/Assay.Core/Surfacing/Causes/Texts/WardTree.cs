using System.Numerics;

namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// Puts what is alike together, two and two, until all is one: by Ward's criterion, along chains of nearest neighbours
/// (Murtagh 1983). Needs a number for every two of the vectors.
/// </summary>
internal static class WardTree
{
    /// <summary>The members of every node within two sizes, each ascending.</summary>
    public static IReadOnlyList<int[]> Nodes(float[][] vectors, int smallest, int largest)
    {
        var nodes = new List<int[]>();
        var members = new int[vectors.Length][];
        for (int i = 0; i < vectors.Length; i++)
        {
            members[i] = [i];
        }

        foreach ((int into, int from) in Merges(vectors))
        {
            if (members[into].Length + members[from].Length > largest)
            {
                // Too large, and so is all that it becomes a part of.
                (members[into], members[from]) = (Enough(members[into], largest), []);
                continue;
            }

            int[] joined = [.. members[into], .. members[from]];
            Array.Sort(joined);
            (members[into], members[from]) = (joined, []);
            if (joined.Length >= smallest)
            {
                nodes.Add(joined);
            }
        }

        return nodes;
    }

    /// <summary>Stands for one of which only the size matters from here on.</summary>
    private static int[] Enough(int[] members, int largest) => members.Length > largest ? members : new int[largest + 1];

    private static IEnumerable<(int Into, int From)> Merges(float[][] vectors)
    {
        int count = vectors.Length;
        float[][] distances = Distances(vectors);
        int[] sizes = [.. Enumerable.Repeat(1, count)];
        var chain = new Stack<int>();
        int first = 0;
        for (int left = count; left > 1; left--)
        {
            while (true)
            {
                if (chain.Count == 0)
                {
                    while (sizes[first] == 0)
                    {
                        first++;
                    }

                    chain.Push(first);
                }

                int top = chain.Peek();
                int before = chain.Count > 1 ? chain.Skip(1).First() : -1;
                int nearest = Nearest(distances, sizes, top, before);
                if (nearest != before)
                {
                    chain.Push(nearest);
                    continue;
                }

                chain.Pop();
                chain.Pop();
                Join(distances, sizes, Math.Min(top, before), Math.Max(top, before));
                yield return (Math.Min(top, before), Math.Max(top, before));
                break;
            }
        }
    }

    /// <summary>Of equally near ones the one before in the chain, so that it ends; else the first.</summary>
    private static int Nearest(float[][] distances, int[] sizes, int of, int before)
    {
        int nearest = before;
        float least = before < 0 ? float.PositiveInfinity : Between(distances, of, before);
        for (int other = 0; other < sizes.Length; other++)
        {
            if (other != of && sizes[other] > 0 && Between(distances, of, other) is var distance && distance < least)
            {
                (nearest, least) = (other, distance);
            }
        }

        return nearest;
    }

    /// <summary>Lance and Williams' update.</summary>
    private static void Join(float[][] distances, int[] sizes, int into, int from)
    {
        float apart = Between(distances, into, from);
        for (int other = 0; other < sizes.Length; other++)
        {
            if (other != into && other != from && sizes[other] > 0)
            {
                float joined = (((sizes[into] + sizes[other]) * Between(distances, into, other)) + ((sizes[from] + sizes[other]) * Between(distances, from, other)) - (sizes[other] * apart))
                    / (sizes[into] + sizes[from] + sizes[other]);
                distances[Math.Max(into, other)][Math.Min(into, other)] = joined;
            }
        }

        sizes[into] += sizes[from];
        sizes[from] = 0;
    }

    private static float Between(float[][] distances, int a, int b) => distances[Math.Max(a, b)][Math.Min(a, b)];

    /// <summary>Squares of the distances, below the diagonal.</summary>
    private static float[][] Distances(float[][] vectors)
    {
        var distances = new float[vectors.Length][];
        for (int i = 0; i < vectors.Length; i++)
        {
            distances[i] = new float[i];
            for (int j = 0; j < i; j++)
            {
                distances[i][j] = Square(vectors[i], vectors[j]);
            }
        }

        return distances;
    }

    private static float Square(float[] a, float[] b)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> apart = new Vector<float>(a, i) - new Vector<float>(b, i);
            sums += apart * apart;
        }

        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
