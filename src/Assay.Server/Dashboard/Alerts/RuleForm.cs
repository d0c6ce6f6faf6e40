using System.Text;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard.Alerts;

/// <summary>The fields of the editor, and the rule's text that they make. What is in them is checked by whoever reads the text.</summary>
public sealed record RuleForm
{
    /// <summary>What each kind of condition asks for: the key in the text, what the field is called, and what usually stands in it.</summary>
    public static readonly IReadOnlyList<(string Kind, string Name, string Help, IReadOnlyList<(string Key, string Label, string Usual)> Fields)> Kinds =
    [
        ("mean", "Mean too low", "The mean of a window is surely below a score.", [("below", "below", "3.5"), ("window", "window", "24h"), ("min_n", "at least so many scores", "50")]),
        ("drop", "Drop", "The mean fell since the last release, or at a time that nobody announced. Needs no threshold.", [("least", "least fall that counts, in points", "")]),
        ("bad_share", "Bad responses", "More bad responses than agreed upon, by how fast they use the budget up.", [("budget", "share that is agreed upon", "2%"), ("at_most", "a score up to this is bad", "2")]),
        ("coverage", "Coverage", "The judge gives no score too often: trouble with the judge, not with what is judged.", [("below", "below", "95%"), ("window", "window", "1h")]),
        ("owed", "Late verdicts", "A verdict has been owed for too long.", [("longer_than", "longer than", "30m")]),
        ("judge_paused", "Judge paused", "Its key, its model or its quota is wrong.", []),
        ("budget", "Budget", "A share of the budget of the day is spent.", [("spent", "spent", "80%")]),
        ("disagreement", "Disagreement", "The judge agrees with people too seldom, on the responses that were labelled last.", [("below", "below", "70%"), ("last", "of so many labelled responses", "200"), ("min_n", "at least so many", "30"), ("within", "apart by at most, in points", "")]),
        ("no_data", "No data", "Nothing came in where responses used to come.", [("window", "window", "2h")]),
    ];

    public required string Kind { get; init; }

    public string Name { get; init; } = "";

    public string? Judge { get; init; }

    public string? Criterion { get; init; }

    /// <summary>Such as <c>route=refunds</c>.</summary>
    public string? Slice { get; init; }

    public bool IsTicket { get; init; }

    public IReadOnlyList<string> Notify { get; init; } = [];

    /// <summary>The condition's, by key.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The text as somebody changed it; null: what the fields make.</summary>
    public string? Written { get; init; }

    public (string Kind, string Name, string Help, IReadOnlyList<(string Key, string Label, string Usual)> Fields) Shape => Kinds.First(k => k.Kind == Kind);

    /// <summary>Only rules about scores have a criterion.</summary>
    public bool HasCriterion => Kind is "mean" or "drop" or "bad_share" or "disagreement";

    public bool HasSlice => Kind is "mean" or "drop" or "bad_share" or "coverage" or "no_data";

    public string Text => Written ?? Write();

    public static RuleForm Of(IQueryCollection asked)
    {
        string kind = One(asked, "kind") is { } given && Kinds.Any(k => k.Kind == given) ? given : Kinds[0].Kind;
        var fields = Kinds.First(k => k.Kind == kind).Fields;
        bool isFilled = fields.Any(f => asked.ContainsKey(f.Key));
        return new RuleForm
        {
            Kind = kind,
            Name = One(asked, "name") ?? "",
            Judge = One(asked, "judge"),
            Criterion = One(asked, "criterion"),
            // A page's address names the slice it shows, field:value; what stands in the field of the form has a name of its own.
            Slice = One(asked, "where") ?? One(asked, "slice")?.Replace(':', '='),
            IsTicket = One(asked, "severity") == "ticket",
            Notify = [.. asked["notify"].OfType<string>().Where(n => n.Length > 0)],
            Values = fields.ToDictionary(f => f.Key, f => isFilled ? asked[f.Key].ToString().Trim() : f.Usual, StringComparer.Ordinal),
            Written = One(asked, "rule"),
        };
    }

    private string Write()
    {
        var text = new StringBuilder();
        string values = string.Join(", ", Shape.Fields.Where(f => Values[f.Key].Length > 0).Select(f => $"{f.Key}: {Scalar(Values[f.Key])}"));
        text.Append(Kind).Append(": ").Append(values.Length > 0 ? $"{{ {values} }}" : "{}").Append('\n');
        Line(text, "judge", Judge);
        Line(text, "criterion", HasCriterion ? Criterion : null);
        Line(text, "slice", HasSlice ? Slice : null);
        Line(text, "severity", IsTicket ? "ticket" : null);
        if (Notify.Count > 0)
        {
            text.Append("notify: [").AppendJoin(", ", Notify.Select(Scalar)).Append("]\n");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            text.Append(key).Append(": ").Append(Scalar(value)).Append('\n');
        }
    }

    /// <summary>In quotes wherever YAML might read more than one word or number.</summary>
    private static string Scalar(string value) => value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '%' or '=') && value.Length > 0 && value[0] is not ('%' or '=')
        ? value
        : $"\"{string.Concat(value.Select(c => c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) ? " " : c.ToString()))}\"";

    private static string? One(IQueryCollection asked, string name) => asked[name].ToString().Trim() is { Length: > 0 } text ? text : null;
}
