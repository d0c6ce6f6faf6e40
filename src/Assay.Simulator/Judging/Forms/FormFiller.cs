using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Judging.Items;
using Assay.Simulator.Judging.Reasons;

namespace Assay.Simulator.Judging.Forms;

/// <summary>Fills a form with what the judge thinks of an item.</summary>
/// <param name="scores">Where scores stand in the text; null when nobody asks.</param>
internal readonly ref struct FormFiller(Utf8JsonWriter json, Item item, Opinion opinion, Lazy<RubricGuide> guide, List<ScoreToken>? scores)
{
    private const double LowQuality = 0.45;

    private readonly Utf8JsonWriter json = json;
    private readonly Item item = item;
    private readonly Opinion opinion = opinion;
    private readonly Lazy<RubricGuide> guide = guide;
    private readonly List<ScoreToken>? scores = scores;

    public void Fill(FormNode node)
    {
        switch (node)
        {
            case FormNode.Group group:
                json.WriteStartObject();
                foreach (var field in group.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Fill(field.Node);
                }

                json.WriteEndObject();
                break;
            case FormNode.Listing listing:
                json.WriteStartArray();
                if (!item.Output.IsEmpty || listing.Element is not FormNode.Quote)
                {
                    Fill(listing.Element);
                }

                json.WriteEndArray();
                break;
            case FormNode.Reason reason:
                json.WriteStringValue(ReasonText.Write(item, opinion, reason.Criterion.Key));
                break;
            case FormNode.Quote quote:
                json.WriteStringValue(Quotation.Pick(item.Output, quote.Criterion.Key, 120));
                break;
            case FormNode.Flag flag:
                json.WriteBooleanValue(opinion.Quality(flag.Criterion.Key) > 0.5);
                break;
            case FormNode.Constant constant:
                json.WriteRawValue(constant.Json);
                break;
            case FormNode.FailureCode failure:
                WriteFailure(failure);
                break;
            default:
                WriteScore(node);
                break;
        }
    }

    private void WriteScore(FormNode node)
    {
        switch (node)
        {
            case FormNode.Score { Range: { } range } score:
                WriteNumber(score.Criterion, range, score.Whole || range.IsWhole);
                break;
            case FormNode.Score score when guide.Value.ScaleOf(score.Criterion.Name) is Scale.Range range:
                WriteNumber(score.Criterion, range, score.Whole || range.IsWhole);
                break;
            case FormNode.Score score:
                WriteLabel(score.Criterion, new LabelSet(((Scale.Labels)guide.Value.ScaleOf(score.Criterion.Name)).Values));
                break;
            case FormNode.NumberChoice choice:
                var index = (int)Math.Round(opinion.Quality(choice.Criterion.Key) * (choice.Values.Length - 1), MidpointRounding.AwayFromZero);
                WriteToken(choice.Criterion, new ScoreRange(0, choice.Values.Length - 1), choice.Values[index], choice.Values);
                break;
            case FormNode.Label label:
                WriteLabel(label.Criterion, label.Values);
                break;
        }
    }

    private void WriteNumber(Criterion criterion, Scale.Range range, bool whole)
    {
        var value = range.Least + (opinion.Quality(criterion.Key) * (range.Most - range.Least));
        value = Math.Round(value, whole ? 0 : 2, MidpointRounding.AwayFromZero);
        var values = scores is not null && whole ? ScoreRange.Steps(range.Least, range.Most) : [];
        WriteToken(criterion, new ScoreRange(range.Least, range.Most), value, values);
    }

    private void WriteToken(Criterion criterion, ScoreRange range, double value, double[] values)
    {
        json.WriteNumberValue(value);
        if (scores is not null && values.Length > 0)
        {
            scores.Add(ScoreDistribution.OfNumber(EndOffset, value, values, opinion, criterion.Key, range));
        }
    }

    private void WriteLabel(Criterion criterion, LabelSet labels)
    {
        var text = item.IsPair && labels.NamesWinner
            ? labels.For(opinion.Preferred(criterion.Key, labels.AllowsTie))
            : labels.For(opinion.Quality(criterion.Key));
        json.WriteStringValue(text);

        // The closing quote stands after the label.
        scores?.Add(ScoreDistribution.OfLabel(EndOffset - 1, text, labels, opinion, criterion.Key));
    }

    private void WriteFailure(FormNode.FailureCode failure)
    {
        var quality = opinion.Quality(failure.Criterion.Key);
        if (quality < LowQuality)
        {
            var index = (int)(StableHash.Mix(item.Hash, failure.Criterion.Key) % (ulong)failure.Codes.Length);
            json.WriteStringValue(failure.Codes[index]);
        }
        else
        {
            json.WriteStringValue(failure.None);
        }
    }

    private int EndOffset => (int)(json.BytesCommitted + json.BytesPending);
}
