using System.Text.Json;
using Assay.Configuring;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>Whether one is better than the other.</summary>
internal static class CompareTool
{
    private const int MostSlices = 30;

    public static readonly AssistantTool Tool = new()
    {
        Name = "compare",
        Description = "Two releases, a release against as long before it, or a range against as long before: the difference of every criterion with its 95 % interval, whether it is better, worse, no clear difference or not enough data, and what difference these samples could have shown. One judge version on both sides.",
        Parameters =
        [
            ToolParameter.Judge, ToolParameter.Range, new ToolParameter("since_release", "Since this release began, against as long before it."),
            new ToolParameter("release_a", "With release_b: this release, whole, ..."), new ToolParameter("release_b", "... against this one."),
        ],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        string? since = asked.Text("since_release");
        (string? a, string? b) = (asked.Text("release_a"), asked.Text("release_b"));
        if (a is null != b is null || (a is not null && since is not null))
        {
            throw new ConfigurationException("name `release_a` and `release_b`, or `since_release`, or neither: then `range` is compared with as long before.");
        }

        (Rollup Now, IReadOnlyList<Rollup> Others)? judged = await asked.JudgedAsync(asked.Range(), null, cancellationToken);
        View view = asked.Range(asked.Text("judge") ?? judged?.Now.Judge);
        CompareModel model = await CompareModel.ReadAsync(asked.Ledger, view, since, a is null ? null : (a, b!), cancellationToken);
        foreach (string release in new[] { since, a, b }.OfType<string>().Where(r => !model.Releases.Contains(r)))
        {
            throw new ConfigurationException($"nothing was scored of a release `{HarmlessText.Line(release, 80)}`. There are: {string.Join(", ", model.Releases.TakeLast(MostSlices).Select(r => HarmlessText.Line(r, 80)))}.");
        }

        json.Name("judge", model.Judge);
        json.WriteString("judge_version", model.JudgeVersion);
        json.Name("before", model.Sides.First);
        json.Name("after", model.Sides.Second);
        Write(json, "criteria", model.Criteria);
        Write(json, "slices", [.. model.Slices.Take(MostSlices)]);
        if (model.Criteria.Count == 0)
        {
            json.WriteString("nothing", "One of the two sides has no scores of this judge version. Try a longer `range`.");
        }
    }

    internal static void Write(Utf8JsonWriter json, string name, IReadOnlyList<CompareModel.Row> rows)
    {
        json.WriteStartArray(name);
        foreach (CompareModel.Row row in rows)
        {
            json.WriteStartObject();
            json.Name("name", row.Name);
            EstimateJson.Write(json, "before", row.Before.Mean());
            EstimateJson.Write(json, "after", row.After.Mean());
            EstimateJson.Write(json, "difference", row.Change);
            json.WriteString("verdict", row.Verdict);
            if (row.Detectable is { } detectable)
            {
                json.WriteNumber("detectable_difference", detectable);
            }

            if (row.Needed is { } needed)
            {
                json.WriteNumber("scores_needed_on_each_side", needed);
            }

            Write(json, row);

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, CompareModel.Row row)
    {
        if (row.Mix is { } mix)
        {
            json.WriteNumber("mix_shift", mix);
            json.WriteNumber("within", row.Change.Value - mix);
        }

        if (row.Contrast is { P: { } p } contrast)
        {
            json.WriteNumber("p_ranks", p);
            json.WriteNumber("q", row.Q);
            json.WriteNumber("after_is_higher", contrast.Higher);
            json.WriteNumber("cliffs_delta", contrast.CliffsDelta);
            if (contrast.HedgesG is { } g)
            {
                json.WriteNumber("hedges_g", g);
            }

            if (contrast.ShapeP is { } shape)
            {
                json.WriteNumber("p_shape", shape);
            }
        }
    }
}
