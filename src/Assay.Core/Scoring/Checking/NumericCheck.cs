using System.Globalization;
using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Checking;

/// <summary>Which number of an output is the answer.</summary>
public enum TakenNumber
{
    /// <summary>There must be one only.</summary>
    Only,
    First,
    Last,
}

/// <summary>The number in the output is the expected one, within a tolerance.</summary>
/// <param name="Tolerance">How far it may be off, 0 or more.</param>
/// <param name="IsShare">The tolerance is a share of the expected number.</param>
public sealed record NumericCheck(ExpectedText Expected, double Tolerance, bool IsShare, TakenNumber Taken) : Check
{
    /// <summary>0.1 + 0.2 is 0.3: differences in the last digits of a double are none.</summary>
    private const double Rounding = 1e-12;

    public override string Name => "numeric";

    public override string Question => $"Is the number in the output {Expected}{TolerancePart}?";

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteString("expected", Expected.Text);
        json.WriteNumber("tolerance", Tolerance);
        json.WriteBoolean("share", IsShare);
        json.WriteString("take", Taken.ToString());
    }

    internal override CheckFinding Look(Response response)
    {
        if (Expected.Of(response) is not { } text)
        {
            return Expected.Missing(response);
        }

        NumberInText wanted = NumberInText.Find(text, TakenNumber.Only);
        if (wanted.Value is not { } expected)
        {
            return new CheckFinding.Missing(UnscoredReason.NoReference, $"what is expected {wanted.Problem}");
        }

        NumberInText answer = NumberInText.Find(response.Output, Taken);
        if (answer.Value is not { } given)
        {
            return new CheckFinding.Missing(UnscoredReason.NoNumber, $"the output {answer.Problem}");
        }

        double allowed = IsShare ? Tolerance * Math.Abs(expected) : Tolerance;
        double off = Math.Abs(given - expected);
        bool passes = off <= allowed + (Rounding * Math.Max(Math.Abs(given), Math.Abs(expected)));
        return CheckFinding.Of(passes, $"says {Number(given)}, expected is {Number(expected)}{TolerancePart}{(passes ? "" : $": off by {Number(off)}")}");
    }

    private string TolerancePart => Tolerance == 0 ? "" : IsShare ? $" ± {Number(Tolerance * 100)} %" : $" ± {Number(Tolerance)}";

    private static string Number(double value) => value.ToString("G12", CultureInfo.InvariantCulture);
}
