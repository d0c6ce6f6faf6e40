using System.Globalization;
using System.Text.Json;
using Assay.Collecting;

namespace Assay.Scoring.Checking;

/// <summary>What a text's length is counted in.</summary>
public enum LengthUnit
{
    Words,
    Characters,
}

/// <summary>The output is no longer than a bound.</summary>
public sealed record LengthCheck(LengthUnit Unit, int Most) : Check
{
    public override string Name => Unit == LengthUnit.Words ? "max_words" : "max_characters";

    public override string Question => string.Create(CultureInfo.InvariantCulture, $"Has the output at most {Most:N0} {Units}?");

    private string Units => Unit == LengthUnit.Words ? "words" : "characters";

    internal override void WriteDefinition(Utf8JsonWriter json) => json.WriteNumber("most", Most);

    internal override CheckFinding Look(Response response)
    {
        int length = Unit == LengthUnit.Words ? Words(response.Output) : response.Output.EnumerateRunes().Count();
        return CheckFinding.Of(length <= Most, string.Create(CultureInfo.InvariantCulture, $"has {length:N0} {Units}; at most {Most:N0} are allowed"));
    }

    private static int Words(string text)
    {
        int words = 0;
        for (int i = 0; i < text.Length; i++)
        {
            words += !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) ? 1 : 0;
        }

        return words;
    }
}
