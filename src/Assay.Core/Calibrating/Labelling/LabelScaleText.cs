using System.Globalization;
using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Labelling;

/// <summary>What a label may be, for people.</summary>
public static class LabelScaleText
{
    public static string Of(Scale scale) => scale switch
    {
        Scale.Numeric { Fractions: false } whole => string.Create(CultureInfo.InvariantCulture, $"a whole number from {whole.From} to {whole.To}"),
        Scale.Numeric numeric => string.Create(CultureInfo.InvariantCulture, $"a number from {numeric.From} to {numeric.To}"),
        _ => $"one of {string.Join(", ", scale.Names.Select(n => n.Name))}",
    };
}
