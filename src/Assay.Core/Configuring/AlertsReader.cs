using Assay.Surfacing.Alerts;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>alerts:</c>: rules by name, and which of the default rules do not hold.</summary>
internal static class AlertsReader
{
    private const string Defaults = "defaults";

    public static AlertSettings Read(YamlSection root, AlertNames names)
    {
        if (root.Section("alerts") is not { } section)
        {
            return AlertSettings.Usual;
        }

        var rules = new List<AlertRule>();
        var off = new List<string>();
        foreach ((string name, YamlNode value) in section.Entries().Where(e => e.Key != Defaults))
        {
            if (value is YamlScalarNode)
            {
                SwitchOff(section, name, off);
            }
            else if (section.Section(name) is { } entry && AlertRuleReader.Read(name, entry, names) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return new AlertSettings { Rules = rules, HasDefaults = section.Flag(Defaults) ?? true, Off = off };
    }

    private static void SwitchOff(YamlSection section, string name, List<string> off)
    {
        if (!DefaultAlerts.Rules.Any(r => r.Name == name))
        {
            section.Error(
                section.Find(name)?.Start ?? section.Mark,
                $"`{section.Full(name)}` says nothing. Write a rule such as `{name}: {{ mean: {{ below: 3.5, window: 24h }} }}`; only a default rule can be switched off by its name ({string.Join(", ", DefaultAlerts.Rules.Select(r => r.Name))}).");
        }
        else if (section.Flag(name) == false)
        {
            off.Add(name);
        }
    }
}
