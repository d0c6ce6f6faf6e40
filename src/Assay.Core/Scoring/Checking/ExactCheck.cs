using System.Text.Json;
using Assay.Collecting;

namespace Assay.Scoring.Checking;

/// <summary>The output is one of the expected texts, and nothing else.</summary>
public sealed record ExactCheck(IReadOnlyList<ExpectedText> Expected, TextForm Form) : Check
{
    public override string Name => "exact";

    public override string Question => $"Is the output exactly {string.Join(" or ", Expected)}?";

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        WriteTexts(json, "expected", Expected.Select(e => e.Text));
        Form.WriteDefinition(json);
    }

    internal override CheckFinding Look(Response response)
    {
        string output = Form.Of(response.Output);
        foreach (ExpectedText expected in Expected)
        {
            if (expected.Of(response) is not { } text)
            {
                return expected.Missing(response);
            }

            if (string.Equals(output, Form.Of(text), Form.Comparison))
            {
                return CheckFinding.Pass($"is exactly {Excerpt.Quoted(text)}");
            }
        }

        return CheckFinding.Fail(Expected is [var only] ? $"is not {Excerpt.Quoted(only.Of(response)!)}" : $"is none of the {Expected.Count} expected texts");
    }
}
