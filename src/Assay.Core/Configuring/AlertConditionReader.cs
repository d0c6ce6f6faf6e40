using System.Globalization;
using Assay.Surfacing.Alerts;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads what must not be, one condition of a rule: <c>mean: { below: 3.5, window: 24h }</c>.</summary>
internal static class AlertConditionReader
{
    public static readonly IReadOnlyList<string> Kinds = ["mean", "drop", "bad_share", "coverage", "owed", "judge_paused", "budget", "no_data", "disagreement"];

    private const int FewestLast = 10;
    private const int MostLast = 10_000;
    private const double LargestBudget = 0.5;
    private const double UsualConfidence = 0.95;
    private const int UsualMinimumN = 50;
    private const int UsualMinimumAsked = 20;
    private const int UsualLabels = 200;
    private const int UsualMinimumLabels = 30;
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(90);

    public static AlertCondition? Read(YamlSection rule)
    {
        string[] given = [.. Kinds.Where(rule.Has)];
        if (given.Length == 0)
        {
            rule.Error(rule.Mark, $"{(rule.Path.Length == 0 ? "the rule" : $"`{rule.Path}`")} has no condition. Write one of {string.Join(", ", Kinds)}, for example `mean: {{ below: 3.5, window: 24h }}` or `drop: {{}}`.");
            return null;
        }

        if (given.Length > 1)
        {
            rule.Error(rule.Find(given[1])!.Start, $"`{rule.Full(given[0])}` and `{rule.Full(given[1])}` are both given. Make a rule for each.");
            return null;
        }

        if (rule.Section(given[0]) is not { } section)
        {
            return null;
        }

        AlertCondition? condition = given[0] switch
        {
            "mean" => Mean(section),
            "drop" => new AlertCondition.Drop(section.Number("least", 0)),
            "bad_share" => BadShare(section),
            "coverage" => Coverage(section),
            "owed" => Age(section) is { } age ? new AlertCondition.OwedLongerThan(age) : null,
            "judge_paused" => new AlertCondition.JudgePaused(),
            "disagreement" => Disagreement(section),
            "budget" => Share(section, "spent", 1, "Write for example `spent: 80%`.") is { } spent ? new AlertCondition.BudgetSpent(spent) : null,
            _ => Window(section, "window", "Write for example `window: 2h`.") is { } window ? new AlertCondition.NoData(window) : null,
        };
        section.Close();
        return condition;
    }

    private static AlertCondition.MeanBelow? Mean(YamlSection section)
    {
        double? below = section.Number("below");
        if (!section.Has("below"))
        {
            section.Error(section.Mark, $"`{section.Full("below")}` is missing. Write the score that the mean must not be below, for example `below: 3.5`.");
        }

        int? last = section.Whole("last", FewestLast, MostLast);
        TimeSpan? window = null;
        if (section.Has("last") && section.Has("window"))
        {
            section.Error(section.Find("last")!.Start, $"`{section.Full("window")}` and `{section.Full("last")}` are both given. Keep one of them.");
        }
        else if (!section.Has("last"))
        {
            window = Window(section, "window", "Write for example `window: 24h`, or `last: 50` for the latest 50 scores.");
        }

        int minimum = section.Whole("min_n", 2, 1_000_000) ?? Math.Min(UsualMinimumN, last ?? UsualMinimumN);
        if (minimum > last)
        {
            section.Error(section.Find("min_n")!.Start, $"`{section.Full("min_n")}` is more than `last`, so nothing would ever be said. Make it at most {last}.");
        }

        double confidence = section.Number("confidence", 0.5, 0.9999) ?? UsualConfidence;
        return below is { } score && (window ?? (object?)last) is not null ? new AlertCondition.MeanBelow(score, window, minimum, confidence) { Last = last } : null;
    }

    private static AlertCondition.BadShare? BadShare(YamlSection section)
    {
        double? atMost = section.Number("at_most");
        return Share(section, "budget", LargestBudget, "Write the share of bad responses that is agreed upon, for example `budget: 2%`.") is { } budget ? new AlertCondition.BadShare(atMost, budget) : null;
    }

    private static AlertCondition.CoverageBelow? Coverage(YamlSection section)
    {
        double? below = Share(section, "below", 1, "Write for example `below: 95%`.");
        TimeSpan? window = Window(section, "window", "Write for example `window: 1h`.");
        int minimum = section.Whole("min_n", 2, 1_000_000) ?? UsualMinimumAsked;
        return below is { } share && window is { } length ? new AlertCondition.CoverageBelow(share, length, minimum) : null;
    }

    private static AlertCondition.Disagreement? Disagreement(YamlSection section)
    {
        double? below = Share(section, "below", 1, "Write the share of labelled responses that the judge must agree on, for example `below: 70%`.");
        int last = section.Whole("last", FewestLast, MostLast) ?? UsualLabels;
        int minimum = section.Whole("min_n", FewestLast, MostLast) ?? Math.Min(UsualMinimumLabels, last);
        if (minimum > last)
        {
            section.Error(section.Find("min_n")!.Start, $"`{section.Full("min_n")}` is more than `last`, so nothing would ever be said. Make it at most {last}.");
        }

        double? within = section.Number("within", 0);
        return below is { } share ? new AlertCondition.Disagreement(share, last, minimum) { Within = within } : null;
    }

    private static TimeSpan? Age(YamlSection section) => Window(section, "longer_than", "Write for example `longer_than: 30m`.");

    private static TimeSpan? Window(YamlSection section, string key, string remedy)
    {
        if (!section.Has(key))
        {
            section.Error(section.Mark, $"`{section.Full(key)}` is missing. {remedy}");
            return null;
        }

        TimeSpan? window = section.Duration(key);
        if (window < ShortestWindow || window > LongestWindow)
        {
            section.Error(section.Find(key)!.Start, $"`{section.Full(key)}` is {((YamlScalarNode)section.Find(key)!).Value}, but must be from 1m to 90d. {remedy}");
            return null;
        }

        return window;
    }

    /// <summary>A share as <c>0.02</c> or <c>2%</c>, above 0.</summary>
    private static double? Share(YamlSection section, string key, double most, string remedy)
    {
        if (section.Find(key) is not { } node)
        {
            section.Error(section.Mark, $"`{section.Full(key)}` is missing. {remedy}");
            return null;
        }

        string text = ((node as YamlScalarNode)?.Value ?? "").Trim();
        bool isPercent = text.EndsWith('%');
        if (!double.TryParse(text.TrimEnd('%').TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
        {
            section.Error(node.Start, $"`{section.Full(key)}` must be a share such as 0.02 or 2%. {remedy}");
            return null;
        }

        double share = isPercent ? number / 100 : number;
        if (share > 0 && share <= most)
        {
            return share;
        }

        section.Error(node.Start, $"`{section.Full(key)}` is {text}, but must be a share above 0 and at most {(most * 100).ToString("0.#", CultureInfo.InvariantCulture)}%. {remedy}");
        return null;
    }
}
