using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Server.Dashboard;
using Assay.Surfacing;

namespace Assay.Cli.Assisting;

/// <summary>What was asked, and the ledger that it is asked of. What cannot be read is refused with a sentence that says what can.</summary>
internal sealed class ToolQuestion(AssistantTool tool, IReadOnlyDictionary<string, JsonElement> arguments, ILedgerQueries ledger, IReadOnlyList<string> slices, DateTimeOffset now)
{
    private const string UsualRange = "7d";

    public ILedgerQueries Ledger => ledger;

    public DateTimeOffset Now => now;

    /// <exception cref="ConfigurationException">One is not known, or one that is needed is missing.</exception>
    public void ThrowUnlessKnown()
    {
        foreach (string name in arguments.Keys.Where(name => tool.Parameters.All(p => p.Name != name)))
        {
            string meant = NearestName.Of(name, tool.Parameters.Select(p => p.Name)) is { } nearest ? $" Did you mean `{nearest}`?" : "";
            throw new ConfigurationException($"`{tool.Name}` takes no `{name}`.{meant} It takes: {(tool.Parameters.Count == 0 ? "nothing" : string.Join(", ", tool.Parameters.Select(p => p.Name)))}.");
        }

        foreach (ToolParameter missing in tool.Parameters.Where(p => p.IsRequired && Text(p.Name) is null))
        {
            throw new ConfigurationException($"`{tool.Name}` needs `{missing.Name}`: {missing.Description}");
        }
    }

    /// <summary>Null where it was not given.</summary>
    public string? Text(string name)
    {
        if (!arguments.TryGetValue(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
            : throw new ConfigurationException($"`{name}` must be a text.");
        ToolParameter? parameter = tool.Parameters.FirstOrDefault(p => p.Name == name);
        return text.Length == 0 ? null
            : parameter is { Values: { Count: > 0 } values } && !values.Contains(text) ? throw new ConfigurationException($"`{name}` is `{HarmlessText.Line(text, 80)}`, but must be one of: {string.Join(", ", values)}.")
            : text;
    }

    public double? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        ToolParameter parameter = tool.Parameters.First(p => p.Name == name);
        (double min, double max) = parameter.Number!.Value;
        return double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number)
            && number >= min && number <= max && (!parameter.IsWhole || number == Math.Floor(number))
            ? number
            : throw new ConfigurationException(FormattableString.Invariant($"`{name}` is `{HarmlessText.Line(text, 80)}`, but must be {(parameter.IsWhole ? "a whole number" : "a number")} from {min} to {max}."));
    }

    public int Whole(string name, int usual) => Number(name) is { } number ? (int)number : usual;

    /// <summary>The range as the dashboard's pages take it.</summary>
    public View Range(string? judge = null)
    {
        string range = Text("range") ?? UsualRange;
        return Duration.TryParse(range, out TimeSpan length) && length > TimeSpan.Zero
            ? new View { Path = "/", Now = now, Range = range, Period = Period.Of(length, now), Judge = judge }
            : throw new ConfigurationException($"`range` is `{HarmlessText.Line(range, 80)}`, but must be a length of time such as 24h, 7d or 90d.");
    }

    public (string Field, string Value)? Slice() => Text("slice")?.Split(':', 2) switch
    {
        null => null,
        [{ Length: > 0 } field, { Length: > 0 } value] => (field, value),
        _ => throw new ConfigurationException("`slice` must name a field and a value, such as route:refunds or release:v2."),
    };

    /// <summary>The fields by which figures can be split.</summary>
    public async Task<IReadOnlyList<string>> FieldsAsync(CancellationToken cancellationToken) =>
        [.. (await ledger.SliceFieldsAsync(cancellationToken)).Union(slices, StringComparer.Ordinal)];

    /// <summary>The figures of the judge that was asked for: of its newest version that scored something in the range.</summary>
    /// <exception cref="ConfigurationException">There is no such judge.</exception>
    /// <returns>Null where no judge judged anything in the range; else its rollup, and those of its other versions.</returns>
    public async Task<(Rollup Now, IReadOnlyList<Rollup> Others)?> JudgedAsync(View view, (string Field, string Value)? slice, CancellationToken cancellationToken)
    {
        string? judge = Text("judge");
        if (judge is not null && await ledger.JudgesAsync(cancellationToken) is var known && !known.Contains(judge))
        {
            throw new ConfigurationException($"there is no judge `{HarmlessText.Line(judge, 80)}`. There are: {string.Join(", ", known)}.");
        }

        IReadOnlyList<Rollup> all = await ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To) { Judge = judge, Slice = slice }, cancellationToken);
        judge ??= all.Where(r => r.Scored > 0).Select(r => r.Judge).Order(StringComparer.Ordinal).FirstOrDefault() ?? all.Select(r => r.Judge).FirstOrDefault();
        List<Rollup> own = [.. all.Where(r => r.Judge == judge).OrderByDescending(r => r.VersionSince)];
        Rollup? latest = own.Find(r => r.Scored > 0) ?? own.FirstOrDefault();
        return latest is null ? null : (latest, [.. own.Where(r => r != latest)]);
    }
}
