using Assay.Calibrating.Gates;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>trust:</c> of a judge: what it must be shown to be before it may fail a build or page anybody.</summary>
internal static class TrustReader
{
    /// <returns>Null: nothing is asked of the judge.</returns>
    public static TrustTerms? Read(YamlSection judge, Func<string, string> readFile)
    {
        if (judge.Section("trust") is not { } section)
        {
            return null;
        }

        var usual = new JudgeBars();
        var required = new HashSet<string>(StringComparer.Ordinal);
        var bars = new JudgeBars
        {
            Required = required,
            Kappa = Bar("kappa", usual.Kappa, 1),
            KappaLow = Bar("kappa_low", usual.KappaLow, 1),
            WinningRate = Bar("winning_rate", usual.WinningRate, 1),
            Youden = Bar("j", usual.Youden, 1, CheckName.Youden),
            Rates = Bar("rates", usual.Rates, 1, CheckName.TruePositives, CheckName.TrueNegatives),
            Bias = Bar("bias", usual.Bias, double.MaxValue, CheckName.Bias),
            RepeatConsistency = Bar("consistency", usual.RepeatConsistency, 1, CheckName.Consistency),
            Sensitivity = Bar("sensitivity", usual.Sensitivity, 1, CheckName.PlantedFaults),
        };
        string? evidence = section.Text("evidence");
        section.Close();
        return new TrustTerms { Bars = bars, Probe = evidence is null ? null : Probe(evidence, readFile) };

        double? Bar(string key, double? otherwise, double most, params string[] checks)
        {
            switch (section.Find(key))
            {
                case null:
                    return otherwise;
                case YamlScalarNode { Value: "off" }:
                    return null;
                default:
                    required.UnionWith(checks);
                    return section.Number(key, 0, most) ?? otherwise;
            }
        }
    }

    /// <summary>The probe that writes the file reads the configuration before: one that is not there yet is no mistake.</summary>
    private static ProbeFindings Probe(string file, Func<string, string> readFile)
    {
        try
        {
            return ProbeFindings.Read(file, readFile(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ProbeFindings(file, $"{file} cannot be read: {e.Message}");
        }
    }
}
