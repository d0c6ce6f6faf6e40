using System.Buffers;
using System.Text.Json;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Collecting.Pairs;

/// <summary>Makes pairs out of one record: of <c>outputs</c> by system, or of <c>output_a</c> and <c>output_b</c>. Everything else in it is read as in any response.</summary>
internal static class PairRecord
{
    private const int MostSystems = 50;
    private const string Remedy = "Write {\"id\":\"q1\",\"input\":\"...\",\"outputs\":{\"one\":\"...\",\"other\":\"...\"}}, or the two as \"output_a\" and \"output_b\" (also read: \"output_1\", \"output_2\").";
    private const string Several = "outputs";

    private static readonly string[] FirstOutput = ["output_a", "output_1"];
    private static readonly string[] SecondOutput = ["output_b", "output_2"];
    private static readonly string[] FirstSystem = ["system_a", "system_1", "model_a", "model_1"];
    private static readonly string[] SecondSystem = ["system_b", "system_2", "model_b", "model_2"];
    private static readonly string[] Ids = ["id", "item", "item_id"];

    private static readonly HashSet<string> Own = [Several, RivalJson.Field, .. FirstOutput, .. SecondOutput, .. FirstSystem, .. SecondSystem, .. Ids];

    /// <exception cref="InputException">There are no two outputs, or the record is no response otherwise.</exception>
    public static IReadOnlyList<Response> Read(FileRecord record)
    {
        // As it was exported.
        if (record.Fields.TryGetProperty(RivalJson.Field, out JsonElement rival) && RivalJson.TryRead(rival) is not null)
        {
            return [ResponseJson.Read(record.Fields, record.Place.File, record.Place.Line)];
        }

        string? id = record.NonEmpty(Ids);
        (string? System, string Text)[] outputs = Outputs(record);
        if (outputs.Length == 2)
        {
            return [Pair(record, id, outputs[0], outputs[1], item: null)];
        }

        string item = id ?? ContentHash.Of(Pair(record, id, outputs[0], outputs[1], null) with { Output = "", Rival = null }).ToResponseId();
        return
        [
            .. from first in Enumerable.Range(0, outputs.Length)
               from second in Enumerable.Range(first + 1, outputs.Length - first - 1)
               select Pair(record, $"{item}: {outputs[first].System} or {outputs[second].System}", outputs[first], outputs[second], item),
        ];
    }

    private static (string? System, string Text)[] Outputs(FileRecord record)
    {
        if (!record.Fields.TryGetProperty(Several, out JsonElement several))
        {
            string? first = record.Text(FirstOutput);
            string? second = record.Text(SecondOutput);
            return first is null || second is null
                ? throw record.Place.Error($"the record has no two outputs to compare{(first is null && second is null ? "" : $": only \"{(first is null ? SecondOutput : FirstOutput)[0]}\" is there")}.", Remedy)
                : [(record.NonEmpty(FirstSystem), first), (record.NonEmpty(SecondSystem), second)];
        }

        if (several.ValueKind != JsonValueKind.Object || several.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            throw record.Place.Error($"\"{Several}\" must be an object with the output of each system as a text.", Remedy);
        }

        (string?, string)[] outputs = [.. several.EnumerateObject().Select(p => (p.Name, p.Value.GetString()!))];
        return outputs.Length is < 2 or > MostSystems
            ? throw record.Place.Error($"\"{Several}\" holds {outputs.Length} output{(outputs.Length == 1 ? "" : "s")}, but must hold 2 to {MostSystems}.", Remedy)
            : several.EnumerateObject().DistinctBy(p => p.Name, StringComparer.Ordinal).Count() < outputs.Length
            ? throw record.Place.Error($"\"{Several}\" names a system twice.", "Give each system one output.")
            : outputs;
    }

    private static Response Pair(FileRecord record, string? id, (string? System, string Text) first, (string? System, string Text) second, string? item)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (id is not null)
            {
                writer.WriteString("id", id);
            }

            foreach (JsonProperty property in record.Fields.EnumerateObject().Where(p => !Own.Contains(p.Name)))
            {
                property.WriteTo(writer);
            }

            writer.WriteString("output", first.Text);
            writer.WriteStartObject(RivalJson.Field);
            writer.WriteString("output", second.Text);
            if (first.System is { } one && second.System is { } other)
            {
                writer.WriteString("system", other);
                writer.WriteString("against", one);
            }

            if (item is not null)
            {
                writer.WriteString("item", item);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return ResponseJson.Read(json.WrittenMemory, record.Place.File, record.Place.Line);
    }
}
