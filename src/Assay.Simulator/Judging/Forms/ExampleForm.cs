using System.Text;
using System.Text.Json;

namespace Assay.Simulator.Judging.Forms;

/// <summary>Makes a form from an example object shown in a prompt.</summary>
internal static class ExampleForm
{
    /// <summary>The last JSON object of the text that holds a score; null when there is none.</summary>
    public static FormNode? FindLast(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        FormNode? found = null;
        var at = 0;
        while (bytes.AsSpan(at).IndexOf((byte)'{') is >= 0 and var offset)
        {
            at += offset;
            if (TryParse(bytes.AsSpan(at), out var document, out var length))
            {
                using (document)
                {
                    found = HoldsScore(document.RootElement) ? Node(document.RootElement, "", CriterionName.Overall) : found;
                }

                at += length;
            }
            else
            {
                at++;
            }
        }

        return found;
    }

    /// <summary>The form where none is shown: reason and score for each criterion the prompt names.</summary>
    public static FormNode Default(RubricGuide guide) => guide.Criteria.Count == 0
        ? ReasonAndScore(CriterionName.Overall)
        : new FormNode.Group([.. guide.Criteria.Select(name => new FormField(JsonEncodedText.Encode(name), ReasonAndScore(name)))]);

    private static FormNode.Group ReasonAndScore(string name)
    {
        var criterion = new Criterion(name);
        return new FormNode.Group(
        [
            new FormField(JsonEncodedText.Encode("reason"), new FormNode.Reason(criterion)),
            new FormField(JsonEncodedText.Encode("score"), new FormNode.Score(criterion, Range: null, Whole: false)),
        ]);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out JsonDocument document, out int length)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: true, state: default);
        try
        {
            document = JsonDocument.ParseValue(ref reader);
            length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException)
        {
            document = null!;
            length = 0;
            return false;
        }
    }

    private static bool HoldsScore(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property =>
            property.Name.EndsWith("score", StringComparison.OrdinalIgnoreCase) || CriterionName.IsValueName(property.Name) || HoldsScore(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsScore),
        _ => false,
    };

    private static FormNode Node(JsonElement value, string name, string scope)
    {
        var criterion = new Criterion(FieldName.CriterionOf(name, scope));
        return value.ValueKind switch
        {
            JsonValueKind.Object => new FormNode.Group([.. value.EnumerateObject().Select(property => new FormField(
                JsonEncodedText.Encode(property.Name), Node(property.Value, property.Name, criterion.Name)))]),
            JsonValueKind.Array => value.GetArrayLength() > 0 ? new FormNode.Listing(Node(value[0], name, scope))
                : FieldName.IsEvidence(name) ? new FormNode.Listing(new FormNode.Quote(criterion))
                : new FormNode.Constant("[]"),
            JsonValueKind.Number => new FormNode.Score(criterion, Range: null, Whole: false),
            JsonValueKind.True or JsonValueKind.False => new FormNode.Flag(criterion),
            JsonValueKind.String => Text(value.GetString()!, name, criterion),
            _ => FieldName.IsFailureCode(name) ? new FormNode.FailureCode(criterion, ["incomplete"], None: null) : new FormNode.Constant("null"),
        };
    }

    private static FormNode Text(string value, string name, Criterion criterion)
    {
        if (FieldName.IsFailureCode(name))
        {
            return new FormNode.FailureCode(criterion, ["incomplete"], None: "none");
        }

        if (FieldName.IsEvidence(name))
        {
            return new FormNode.Quote(criterion);
        }

        if (FieldName.IsReason(name) || !(CriterionName.IsValueName(name) || name.EndsWith("_score", StringComparison.OrdinalIgnoreCase)))
        {
            return new FormNode.Reason(criterion);
        }

        var labels = value.Split(['|', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return labels.Length > 1 && Array.TrueForAll(labels, label => label.Length < 30)
            ? new FormNode.Label(criterion, new LabelSet(labels))
            : new FormNode.Score(criterion, Range: null, Whole: false);
    }
}
