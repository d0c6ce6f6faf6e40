using System.Text.Json;
using Assay.Collecting.Records;

namespace Assay.Collecting.Redaction;

/// <summary>
/// Puts typed, numbered markers such as <c>[EMAIL_1]</c> in the place of what rules keep out of a response. Depends on nothing
/// but the response; doing it twice changes nothing. Safe to call from many threads.
/// </summary>
public sealed class Redactor(RedactionRules rules)
{
    private readonly TextRedaction _texts = new(rules);

    /// <summary>Kinds that an id is not taken for by chance; a number may be one that happens to look like a phone's or a card's.</summary>
    private readonly TextRedaction _ids = new(rules with { Kinds = [.. rules.Kinds.Where(k => k is SensitiveKind.Keys or SensitiveKind.Email or SensitiveKind.Iban)] });

    public RedactionRules Rules => rules;

    /// <summary>
    /// The response as it may be stored: the same one where nothing is found. Its id stays, unless it was derived from the content:
    /// then it is derived anew, for a short secret could be guessed from it.
    /// </summary>
    public Response Redact(Response response)
    {
        Response redacted = Redact(response, withId: false);
        return !ReferenceEquals(redacted, response) && ContentHash.IsIdOf(response)
            ? redacted with { Id = ContentHash.Of(redacted).ToResponseId() }
            : redacted;
    }

    /// <summary>The response as it may be shown to somebody who must not see what is found, its id included.</summary>
    public Response RedactShown(Response response) => Redact(response, withId: true);

    /// <summary>A text by itself.</summary>
    public string Redact(string text) => rules.IsEmpty ? text : _texts.Apply(text, new MarkerNumbers(_texts.Markers, () => [text]));

    /// <summary>What an id holds that must not be stored, by the name of its marker; null where it holds nothing of the kind.</summary>
    public string? FoundInId(string id) => _ids.FirstFound(id);

    private Response Redact(Response response, bool withId)
    {
        if (rules.IsEmpty)
        {
            return response;
        }

        var numbers = new MarkerNumbers(_texts.Markers, () => Texts(response));
        bool changed = false;
        // What was said first is numbered first: a conversation that goes on then begins with the same markers. What is put in
        // between its turns may be another text each time, and comes after them.
        foreach (Turn turn in response.Conversation.Where(Continuations.IsSpoken))
        {
            Turn(turn);
        }

        Response redacted = response with
        {
            Input = Text(response.Input),
            Output = Text(response.Output),
            Rival = response.Rival is { } rival ? rival with { Output = Text(rival.Output) } : null,
            Conversation = List(response.Conversation, Turn),
            Context = List(response.Context, Text),
            Reference = response.Reference is { } reference ? Text(reference) : null,
            Release = response.Release is { } release ? Text(release) : null,
            Metadata = Fields(),
            Id = withId ? Text(response.Id) : response.Id,
        };
        return changed ? redacted : response;

        string Text(string text)
        {
            string without = _texts.Apply(text, numbers);
            changed |= !ReferenceEquals(without, text);
            return without;
        }

        Turn Turn(Turn turn)
        {
            (string role, string content) = (Text(turn.Role), Text(turn.Content));
            return ReferenceEquals(content, turn.Content) && ReferenceEquals(role, turn.Role) ? turn : new Turn(role, content);
        }

        // In the order of their names, as they are stored: else the numbers would depend on how they happened to be sent.
        IReadOnlyDictionary<string, JsonElement> Fields() => response.Metadata.Count == 0
            ? response.Metadata
            : response.Metadata.OrderBy(f => f.Key, StringComparer.Ordinal).ToDictionary(f => f.Key, f => MetadataRedaction.Apply(LoneSurrogates.Replaced(f.Value), Text), StringComparer.Ordinal);
    }

    private static IReadOnlyList<T> List<T>(IReadOnlyList<T> list, Func<T, T> redact) => list.Count == 0 ? list : [.. list.Select(redact)];

    private static IEnumerable<string> Texts(Response response) =>
    [
        response.Id, response.Input, response.Output, response.Rival?.Output ?? "", .. response.Context, response.Reference ?? "", .. response.Conversation.SelectMany(t => (string[])[t.Role, t.Content]),
        response.Release ?? "", .. response.Metadata.Values.Select(LoneSurrogates.Replaced).Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : v.GetRawText()),
    ];
}
