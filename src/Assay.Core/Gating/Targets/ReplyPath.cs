using System.Globalization;
using System.Text.Json;

namespace Assay.Gating.Targets;

/// <summary>Where the output stands in a JSON reply, such as <c>choices.0.message.content</c>.</summary>
public sealed class ReplyPath
{
    private const int ShownCharacters = 120;

    private readonly string[] _steps;

    private ReplyPath(string[] steps) => _steps = steps;

    /// <summary>The field <c>output</c>.</summary>
    public static ReplyPath Output { get; } = new(["output"]);

    /// <summary>Null where it is no path.</summary>
    public static ReplyPath? TryParse(string text) => text.Split('.') is var steps && steps.All(s => s.Length > 0) ? new ReplyPath(steps) : null;

    public override string ToString() => string.Join('.', _steps);

    /// <param name="reply">UTF-8.</param>
    public TargetAnswer Read(ReadOnlyMemory<byte> reply)
    {
        JsonElement at;
        try
        {
            at = JsonElement.Parse(reply.Span);
        }
        catch (JsonException)
        {
            return new TargetAnswer.Failed(TargetFailure.TargetUnreadable, reply.Length == 0 ? "the answer is empty" : $"the answer is not JSON: {Beginning(reply)}");
        }

        foreach (string step in _steps)
        {
            JsonElement? next = at.ValueKind switch
            {
                JsonValueKind.Object when at.TryGetProperty(step, out JsonElement member) => member,
                JsonValueKind.Array when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength() => at[index],
                _ => null,
            };
            if (next is null)
            {
                return new TargetAnswer.Failed(TargetFailure.TargetUnreadable, $"the answer has nothing at `{this}`: {Beginning(reply)}");
            }

            at = next.Value;
        }

        return at.ValueKind == JsonValueKind.String
            ? new TargetAnswer.Answered(Collecting.Records.LoneSurrogates.Replaced(at).GetString()!)
            : new TargetAnswer.Failed(TargetFailure.TargetUnreadable, $"what the answer has at `{this}` is no text: {Beginning(reply)}");
    }

    private static string Beginning(ReadOnlyMemory<byte> reply) =>
        Surfacing.HarmlessText.Line(System.Text.Encoding.UTF8.GetString(reply.Span[..Math.Min(reply.Length, 4 * ShownCharacters)]), ShownCharacters);
}
