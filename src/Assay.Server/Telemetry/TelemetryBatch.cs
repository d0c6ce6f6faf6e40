using Assay.Collecting;
using Assay.Server.Telemetry.Calls;

namespace Assay.Server.Telemetry;

/// <summary>What one OTLP request came to. Every span and log record of it is counted in exactly one place.</summary>
internal sealed record TelemetryBatch
{
    /// <summary>Model calls with a question and an answer.</summary>
    public IReadOnlyList<Response> Responses { get; init; } = [];

    /// <summary>Model calls whose sender keeps the texts to itself.</summary>
    public IReadOnlyList<CallWithoutContent> WithoutContent { get; init; } = [];

    /// <summary>Model calls that ended without an answer: a call of tools, or a failure.</summary>
    public int WithoutAnswer { get; init; }

    /// <summary>No model call, or one that another span of the request tells as well.</summary>
    public int Ignored { get; init; }

    /// <summary>Model calls that could not be read.</summary>
    public IReadOnlyList<RejectedCall> Rejected { get; init; } = [];

    public static TelemetryBatch Of(IEnumerable<Reading> readings)
    {
        List<Response> responses = [];
        List<CallWithoutContent> withoutContent = [];
        List<RejectedCall> rejected = [];
        int withoutAnswer = 0;
        int ignored = 0;
        foreach (Reading reading in readings)
        {
            switch (reading)
            {
                case Reading.Answered answered:
                    responses.Add(answered.Response);
                    break;
                case Reading.WithoutContent without:
                    withoutContent.Add(without.Call);
                    break;
                case Reading.Rejected refused:
                    rejected.Add(refused.Call);
                    break;
                case Reading.Unanswered:
                    withoutAnswer++;
                    break;
                default:
                    ignored++;
                    break;
            }
        }

        return new TelemetryBatch
        {
            Responses = responses,
            WithoutContent = withoutContent,
            WithoutAnswer = withoutAnswer,
            Ignored = ignored,
            Rejected = rejected,
        };
    }
}

/// <param name="Response">Input and output are empty; everything else is as it was sent.</param>
/// <param name="Setting">What to change at the sender so that the texts arrive.</param>
internal sealed record CallWithoutContent(Response Response, string Setting);

/// <param name="Id">The id the response would have had; empty where the sender gave none.</param>
internal sealed record RejectedCall(string Id, string Reason);
