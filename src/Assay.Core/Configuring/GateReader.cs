using Assay.Gating;
using Assay.Gating.Looking;
using Assay.Gating.Statistics.Sequential;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>gate:</c>: what outputs must hold to pass.</summary>
internal static class GateReader
{
    private const int LargestN = 1_000_000;

    public static GateTerms Read(YamlSection root)
    {
        var usual = new GateTerms();
        if (root.Section("gate") is not { } section)
        {
            return usual;
        }

        bool hasMargins = section.Find("margin") is YamlMappingNode;
        YamlSection? mustPass = section.Section("must_pass");
        var terms = new GateTerms
        {
            Margin = hasMargins ? null : Positive(section, "margin"),
            Margins = hasMargins ? Numbers(section, "margin", Positive) : new Dictionary<string, double>(),
            Min = Numbers(section, "min", (numbers, key) => numbers.Number(key)),
            MinN = section.Whole("min_n", 2, LargestN) ?? usual.MinN,
            MinCoverage = section.Number("min_coverage", 0, 1) ?? usual.MinCoverage,
            Samples = section.Whole("samples", 1, GateTerms.MostSamples),
            Groups = section.Texts("groups"),
            Cluster = section.Text("cluster"),
            EarlyStop = EarlyStopOf(section),
            MustPassScore = mustPass?.Number("score"),
            MustPassTimes = mustPass?.Whole("times", 1, GateTerms.MostSamples),
        };
        mustPass?.Close();
        section.Close();
        if (terms is { MustPassTimes: { } times, Samples: { } samples } && times > samples)
        {
            mustPass!.Error(mustPass.Find("times")!.Start, $"`{mustPass.Full("times")}` is {times}, but each output is judged {samples} times: `{section.Full("samples")}` must be at least as large.");
        }

        return terms;
    }

    /// <summary>True for the usual, or a mapping.</summary>
    private static EarlyStop? EarlyStopOf(YamlSection section)
    {
        if (section.Find("early_stop") is not YamlMappingNode)
        {
            return section.Flag("early_stop") == true ? new EarlyStop() : null;
        }

        YamlSection written = section.Section("early_stop")!;
        var stop = new EarlyStop
        {
            Looks = written.Whole("looks", EarlyStop.FewestLooks, EarlyStop.MostLooks) ?? EarlyStop.UsualLooks,
            Spending = SpendingOf(written),
        };
        written.Close();
        return stop;
    }

    private static Spending SpendingOf(YamlSection section)
    {
        string? text = section.Text("spending");
        if (text is not null and not "obrien_fleming" and not "pocock")
        {
            section.Error(section.Find("spending")!.Start, $"`{section.Full("spending")}` is `{text}`, but must be obrien_fleming or pocock.");
        }

        return text == "pocock" ? Spending.Pocock : Spending.ObrienFleming;
    }

    private static double? Positive(YamlSection section, string key)
    {
        double? number = section.Number(key, 0);
        if (number == 0)
        {
            section.Error(section.Find(key)!.Start, $"`{section.Full(key)}` must be above 0: that nothing fell at all, by however little, no number of cases can show.");
        }

        return number;
    }

    private static Dictionary<string, double> Numbers(YamlSection section, string key, Func<YamlSection, string, double?> read)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        if (section.Section(key) is not { } written)
        {
            return numbers;
        }

        foreach ((string criterion, YamlNode _) in written.Entries())
        {
            if (read(written, criterion) is { } number)
            {
                numbers[criterion] = number;
            }
        }

        return numbers;
    }
}
