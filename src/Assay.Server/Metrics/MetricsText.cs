using System.Globalization;
using System.Text;

namespace Assay.Server.Metrics;

/// <summary>Families of samples in Prometheus' text format (0.0.4).</summary>
internal sealed class MetricsText
{
    private readonly StringBuilder _text = new();

    public void Counter(string name, string help, IEnumerable<(string Labels, double Value)> samples) => Family(name, "counter", help, samples);

    public void Gauge(string name, string help, IEnumerable<(string Labels, double Value)> samples) => Family(name, "gauge", help, samples);

    public static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in labels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").Append(Escaped(value)).Append('"');
        }

        return text.ToString();
    }

    public override string ToString() => _text.ToString();

    private void Family(string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach ((string labels, double value) in samples)
        {
            _text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
