using MathNet.Numerics.LinearAlgebra;
using Vector = System.Numerics.Vector<float>;

namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// Short vectors for texts, near each other where the texts are alike: features weighted by how rare they are, then a randomised
/// singular value decomposition (Halko, Martinsson and Tropp 2011) with a fixed seed.
/// </summary>
internal static class LatentVectors
{
    private const int Seed = 20_240_229;
    private const int Spare = 10;
    private const int Passes = 2;

    /// <param name="texts">The features of each.</param>
    /// <returns>One vector of length 1 for each text; of length 0 for one that has nothing in common with any other.</returns>
    public static float[][] Of(IReadOnlyList<(int Feature, float Weight)[]> texts, int dimensions)
    {
        (int Column, float Value)[][] rows = Weigh(texts, out int columns);
        int size = Math.Min(dimensions + Spare, Math.Min(rows.Length, columns));
        if (size == 0)
        {
            return [.. rows.Select(_ => Array.Empty<float>())];
        }

        float[][] basis = Times(rows, Signs(columns, size), size);
        for (int pass = 0; pass < Passes; pass++)
        {
            Orthonormalise(basis, size);
            basis = Times(rows, Back(rows, columns, basis, size), size);
        }

        Orthonormalise(basis, size);
        return Project(basis, Back(rows, columns, basis, size), Math.Min(dimensions, size));
    }

    /// <summary>Term frequency times inverse document frequency, rows of length 1; features of a single text tell nothing.</summary>
    private static (int Column, float Value)[][] Weigh(IReadOnlyList<(int Feature, float Weight)[]> texts, out int columns)
    {
        int[] frequency = new int[TextFeatures.Count];
        foreach ((int feature, float _) in texts.SelectMany(t => t))
        {
            frequency[feature]++;
        }

        int[] column = new int[TextFeatures.Count];
        int count = 0;
        for (int feature = 0; feature < column.Length; feature++)
        {
            column[feature] = frequency[feature] > 1 ? count++ : -1;
        }

        columns = count;
        return [.. texts.Select(t => Unit([.. t.Where(f => column[f.Feature] >= 0).Select(f => (column[f.Feature], f.Weight * (1 + MathF.Log((1f + texts.Count) / (1 + frequency[f.Feature])))))]))];
    }

    private static (int Column, float Value)[] Unit((int Column, float Value)[] row)
    {
        float length = MathF.Sqrt(row.Sum(r => r.Value * r.Value));
        return length == 0 ? row : [.. row.Select(r => (r.Column, r.Value / length))];
    }

    private static float[][] Signs(int rows, int columns)
    {
        var random = new Random(Seed);
        var signs = new float[rows][];
        for (int i = 0; i < rows; i++)
        {
            signs[i] = new float[columns];
            long bits = random.NextInt64();
            for (int j = 0; j < columns; j++)
            {
                signs[i][j] = ((bits >> (j % 63)) & 1) == 0 ? -1 : 1;
                bits = j % 63 == 62 ? random.NextInt64() : bits;
            }
        }

        return signs;
    }

    private static float[][] Times((int Column, float Value)[][] rows, float[][] right, int size)
    {
        var product = new float[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            product[i] = new float[size];
            foreach ((int column, float value) in rows[i])
            {
                Add(value, right[column], product[i]);
            }
        }

        return product;
    }

    /// <summary>The transposed rows times a matrix with as many rows.</summary>
    private static float[][] Back((int Column, float Value)[][] rows, int columns, float[][] right, int size)
    {
        var product = new float[columns][];
        for (int i = 0; i < columns; i++)
        {
            product[i] = new float[size];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            foreach ((int column, float value) in rows[i])
            {
                Add(value, right[i], product[column]);
            }
        }

        return product;
    }

    private static void Add(float factor, float[] from, float[] to)
    {
        int i = 0;
        for (var factors = new Vector(factor); i <= to.Length - Vector.Count; i += Vector.Count)
        {
            (new Vector(to, i) + (factors * new Vector(from, i))).CopyTo(to, i);
        }

        for (; i < to.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }

    /// <summary>Gram and Schmidt over the columns, twice, so that rounding leaves nothing of one in another; what depends on those before becomes 0.</summary>
    private static void Orthonormalise(float[][] matrix, int size)
    {
        for (int j = 0; j < size; j++)
        {
            double before = Math.Sqrt(Dot(matrix, j, j));
            for (int k = 0; k < 2 * j; k++)
            {
                double along = Dot(matrix, k % j, j);
                foreach (float[] row in matrix)
                {
                    row[j] -= (float)(along * row[k % j]);
                }
            }

            double length = Math.Sqrt(Dot(matrix, j, j));
            float scale = length > before * 1e-5 ? (float)(1 / length) : 0;
            foreach (float[] row in matrix)
            {
                row[j] *= scale;
            }
        }
    }

    private static double Dot(float[][] matrix, int j, int k)
    {
        double sum = 0;
        foreach (float[] row in matrix)
        {
            sum += (double)row[j] * row[k];
        }

        return sum;
    }

    /// <summary>The left singular vectors times the singular values, from the small square of what the basis makes of the rows.</summary>
    private static float[][] Project(float[][] basis, float[][] transposed, int dimensions)
    {
        int size = basis[0].Length;
        float[][] squares = new float[size][];
        for (int i = 0; i < size; i++)
        {
            squares[i] = new float[size];
        }

        foreach (float[] row in transposed)
        {
            for (int i = 0; i < size; i++)
            {
                Add(row[i], row, squares[i]);
            }
        }

        Matrix<double> square = Matrix<double>.Build.Dense(size, size, (i, j) => (squares[i][j] + (double)squares[j][i]) / 2);

        // Eigenvalues come in ascending order.
        var decomposed = square.Evd(Symmetricity.Symmetric);
        var vectors = new float[basis.Length][];
        for (int i = 0; i < basis.Length; i++)
        {
            vectors[i] = new float[dimensions];
            for (int d = 0; d < dimensions; d++)
            {
                double sum = 0;
                for (int j = 0; j < size; j++)
                {
                    sum += basis[i][j] * decomposed.EigenVectors[j, size - 1 - d];
                }

                vectors[i][d] = (float)(sum * Math.Sqrt(Math.Max(0, decomposed.EigenValues[size - 1 - d].Real)));
            }

            float length = MathF.Sqrt(vectors[i].Sum(v => v * v));
            for (int d = 0; d < dimensions && length > 0; d++)
            {
                vectors[i][d] /= length;
            }
        }

        return vectors;
    }
}
