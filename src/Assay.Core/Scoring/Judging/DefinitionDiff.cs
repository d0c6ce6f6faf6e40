using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Scoring.Panels;

namespace Assay.Scoring.Judging;

/// <summary>What differs between two judge definitions, part by part.</summary>
public static class DefinitionDiff
{
    /// <summary>The path of a rubric that differs where only its hash is known.</summary>
    public const string RubricVersion = "rubric_version";

    /// <param name="a">As ledgers keep it.</param>
    /// <param name="b">As ledgers keep it.</param>
    /// <returns>In the order of the definitions; none where the versions are the same. Where entries only stand in another order, their names in both.</returns>
    public static IReadOnlyList<DefinitionChange> Between(string a, string b)
    {
        (JsonObject x, JsonObject y) = (JsonNode.Parse(a)!.AsObject(), JsonNode.Parse(b)!.AsObject());
        // A hash says nothing beside what it is a hash of; where an earlier release stored one of them, the hash is all there is.
        bool hasRubrics = x.ContainsKey("rubric") && y.ContainsKey("rubric");
        foreach (JsonObject definition in (JsonObject[])[x, y])
        {
            if (hasRubrics)
            {
                NameVoters(definition);
                definition.Remove(RubricVersion);
            }
            else
            {
                definition.Remove("rubric");
                definition.Remove("members");
            }
        }

        var changes = new List<DefinitionChange>();
        Compare("", JsonElement.Parse(x.ToJsonString()), JsonElement.Parse(y.ToJsonString()), changes);
        return changes;
    }

    /// <summary>The stages of a panel have their voters by versions; with the members beside them, names say it.</summary>
    private static void NameVoters(JsonObject definition)
    {
        if (definition["members"] is not JsonArray members)
        {
            return;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonObject member in members.Select(m => m!.AsObject()))
        {
            names[(string)member["version"]!] = (string)member["name"]!;
            member.Remove("version");
            member.Remove(RubricVersion);
            if (JsonNode.DeepEquals(member["rubric"], definition["rubric"]))
            {
                // Told once, for all of them.
                member.Remove("rubric");
            }
        }

        foreach (JsonArray voters in definition["panel"]!["stages"]!.AsArray().Select(s => s!["voters"]!.AsArray()))
        {
            for (int i = 0; i < voters.Count; i++)
            {
                string[] voter = ((string)voters[i]!).Split('/');
                voters[i] = Voter.NameOf(names[voter[0]], int.Parse(voter[1], CultureInfo.InvariantCulture));
            }
        }
    }

    private static void Compare(string path, JsonElement? a, JsonElement? b, List<DefinitionChange> changes)
    {
        if (a?.GetRawText() == b?.GetRawText())
        {
            return;
        }

        if (Parts(a) is not { } before || Parts(b) is not { } after)
        {
            changes.Add(new DefinitionChange(path, a, b));
            return;
        }

        foreach (string name in before.Concat(after).Select(p => p.Name).Distinct(StringComparer.Ordinal))
        {
            Compare(path.Length == 0 ? name : $"{path}.{name}", Find(before, name), Find(after, name), changes);
        }

        // What a judge is shown first can change what it says of the rest.
        string[] first = [.. before.Select(p => p.Name).Where(n => Find(after, n) is not null)];
        string[] then = [.. after.Select(p => p.Name).Where(n => Find(before, n) is not null)];
        if (path.Length > 0 && !first.SequenceEqual(then))
        {
            changes.Add(new DefinitionChange(path, List(first), List(then)));
        }
    }

    /// <summary>Members of an object; entries of a list by their names or, without names, by their places. Null: it is compared as a whole.</summary>
    private static List<(string Name, JsonElement Value)>? Parts(JsonElement? of)
    {
        switch (of)
        {
            case { ValueKind: JsonValueKind.Object } members:
                return [.. members.EnumerateObject().Select(m => (m.Name, m.Value))];
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object) && list.GetArrayLength() > 0:
                List<(string Name, JsonElement Value)> entries =
                    [.. list.EnumerateArray().Select((e, i) => (e.TryGetProperty("name", out JsonElement name) ? name.ToString() : FormattableString.Invariant($"{i + 1}"), e))];
                return entries.DistinctBy(e => e.Name).Count() == entries.Count ? entries : null;
            default:
                return null;
        }
    }

    private static JsonElement? Find(List<(string Name, JsonElement Value)> parts, string name) =>
        parts.Where(p => p.Name == name).Select(p => (JsonElement?)p.Value).FirstOrDefault();

    private static JsonElement List(string[] names) => JsonElement.Parse(new JsonArray([.. names.Select(n => (JsonNode)n)]).ToJsonString());
}
