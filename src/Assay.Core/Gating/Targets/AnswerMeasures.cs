using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Checking;
using Assay.Scoring.Rubrics;

namespace Assay.Gating.Targets;

/// <summary>What checks of a judge want measured of an answer, in the metadata fields where they look for it.</summary>
public sealed class AnswerMeasures(Rubric rubric)
{
    private readonly MeasuredCheck[] _checks = [.. rubric.Criteria.Select(c => c.Check).OfType<MeasuredCheck>()];

    /// <summary>The fields.</summary>
    public IReadOnlyList<string> Fields => [.. _checks.Select(c => c.Field)];

    /// <summary>The response with what its answer took and cost. What a case brought in these fields is of another answer, and goes.</summary>
    public Response Mark(Response response, TargetAnswer.Answered answer)
    {
        if (_checks.Length == 0)
        {
            return response;
        }

        Dictionary<string, JsonElement> metadata = response.Metadata.Where(m => !Fields.Contains(m.Key)).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        foreach (MeasuredCheck check in _checks)
        {
            if ((check.Quantity == MeasuredQuantity.Latency ? answer.Took?.TotalMilliseconds : (double?)answer.CostUsd) is { } measured)
            {
                metadata[check.Field] = JsonElement.Parse(Math.Round(measured, 9).ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return response with { Metadata = metadata };
    }
}
