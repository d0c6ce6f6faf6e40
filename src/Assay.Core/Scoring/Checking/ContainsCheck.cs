using System.Text.Json;
using Assay.Collecting;

namespace Assay.Scoring.Checking;

/// <summary>Which of several texts an output must contain.</summary>
public enum Wanted
{
    All,
    Any,
    None,
}

/// <summary>The output contains the expected texts: all of them, any, or none.</summary>
public sealed record ContainsCheck(IReadOnlyList<ExpectedText> Expected, Wanted Wanted, TextForm Form) : Check
{
    public override string Name => Wanted == Wanted.None ? "not_contains" : "contains";

    public override string Question =>
        $"Does the output contain {(Wanted == Wanted.None ? "no " : "")}{string.Join(Wanted == Wanted.All ? " and " : " or ", Expected)}?";

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        WriteTexts(json, "expected", Expected.Select(e => e.Text));
        json.WriteString("wanted", Wanted.ToString());
        Form.WriteDefinition(json);
    }

    internal override CheckFinding Look(Response response)
    {
        string output = Form.Of(response.Output);
        var found = new List<string>();
        var absent = new List<string>();
        foreach (ExpectedText expected in Expected)
        {
            if (expected.Of(response) is not { } text)
            {
                return expected.Missing(response);
            }

            (output.Contains(Form.Of(text), Form.Comparison) ? found : absent).Add(Excerpt.Quoted(text));
        }

        return Wanted switch
        {
            Wanted.All => absent.Count == 0 ? CheckFinding.Pass($"contains {List(found)}") : CheckFinding.Fail($"does not contain {List(absent)}"),
            Wanted.Any => found.Count > 0 ? CheckFinding.Pass($"contains {List(found)}") : CheckFinding.Fail($"contains none of {List(absent)}"),
            _ => found.Count == 0 ? CheckFinding.Pass($"does not contain {List(absent)}") : CheckFinding.Fail($"contains {List(found)}"),
        };
    }

    private static string List(List<string> quoted) => string.Join(", ", quoted);
}
