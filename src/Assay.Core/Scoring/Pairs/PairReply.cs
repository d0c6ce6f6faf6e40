using Assay.Calibrating.Pairwise;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Replies;

namespace Assay.Scoring.Pairs;

/// <summary>Reads which of the two outputs that were shown a reply prefers: from JSON, or from free text by a pattern.</summary>
internal sealed class PairReply
{
    private readonly PairOrder _order;
    private readonly JsonReply _json = new(PairRubric.Of(NoRubric), [PairRubric.Preference]);
    private readonly PairwisePattern? _pattern;

    public PairReply(PairOrder order, string? pattern) => (_order, _pattern) = (order, pattern is null ? null : PairwisePattern.Parse(pattern));

    private static Rubrics.Rubric NoRubric { get; } = new() { Name = "", Criteria = [] };

    public ReplyReading Read(string text, Response shown) => (_pattern is null ? _json.Read(text, shown) : ByPattern(_pattern, text)) switch
    {
        ReplyReading.Read { Scores: [var said] } => new ReplyReading.Read([PairRubric.Said(_order, said.Value, said.Reason)], null),
        var failed => failed,
    };

    private static ReplyReading ByPattern(PairwisePattern pattern, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new ReplyReading.Failed(UnscoredReason.EmptyReply, "the judge's reply is empty");
        }

        return pattern.Read(text) is { } winner
            ? new ReplyReading.Read([new CriterionScore(PairRubric.Preference.Name, winner switch { Preference.First => 1, Preference.Second => 0, _ => 0.5 }, null, text.Trim(), [])], null)
            : ReplyReading.Unreadable("the pattern finds no verdict in the reply, or two that differ");
    }
}
