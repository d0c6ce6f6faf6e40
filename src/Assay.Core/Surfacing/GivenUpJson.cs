using System.Text.Json;
using Assay.Scoring.Spending;

namespace Assay.Surfacing;

/// <summary>What was given up to make a budget last, as fields of an account.</summary>
public static class GivenUpJson
{
    /// <summary>What was not given up is absent.</summary>
    public static void Write(Utf8JsonWriter json, GivenUp givenUp)
    {
        if (givenUp.Samples > 0)
        {
            json.WriteNumber("withheld_samples", givenUp.Samples);
        }

        if (givenUp.Jury > 0)
        {
            json.WriteNumber("withheld_jury", givenUp.Jury);
        }

        if (givenUp.JudgedShare is { } share)
        {
            json.WriteNumber("judged_share", Math.Round(share, 6));
        }
    }
}
