using System.CommandLine;
using System.Globalization;
using Assay.Configuring;

namespace Assay.Cli.Trusting;

/// <summary>Numbers among the options of <c>assay trust</c>.</summary>
internal static class TrustNumbers
{
    /// <summary>A number strictly between two others.</summary>
    public static double Between(ParseResult parsed, Option<string> option, double low, double high, double otherwise)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > low && number < high
            ? number
            : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is `{text}`, but must be a number between {low} and {high}."));
    }
}
