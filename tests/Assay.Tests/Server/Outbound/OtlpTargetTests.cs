using Assay.Configuring;
using Assay.Server.Outbound;

namespace Assay.Tests.Server.Outbound;

public sealed class OtlpTargetTests
{
    [Theory]
    [InlineData("https://collector.example.com:4318", "https://collector.example.com:4318/v1/logs")]
    [InlineData("https://collector.example.com/otlp/", "https://collector.example.com/otlp/v1/logs")]
    [InlineData("https://collector.example.com/otlp/v1/logs", "https://collector.example.com/otlp/v1/logs")]
    public void The_path_for_logs_is_put_behind_the_endpoint(string endpoint, string url) =>
        Assert.Equal(url, Of(new OtlpExportSettings { Endpoint = new Uri(endpoint) }).Url.ToString());

    [Fact]
    public void Where_the_file_names_no_endpoint_the_usual_variables_count()
    {
        OtlpTarget target = Of(
            new OtlpExportSettings { AllowPrivate = true },
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=k%201, team = shop"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"));

        Assert.Equal(("http://localhost:4318/v1/logs", "Json"), (target.Url.ToString(), target.Encoding.ToString()));
        Assert.Equal([new("api-key", "k 1"), new("team", "shop")], target.Headers);
    }

    [Fact]
    public void The_variables_for_logs_alone_go_before_the_general_ones_and_are_taken_as_they_stand()
    {
        OtlpTarget target = Of(
            new OtlpExportSettings(), ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://a.example.com"), ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://b.example.com/in"));

        Assert.Equal("https://b.example.com/in", target.Url.ToString());
    }

    [Fact]
    public void Keys_of_the_environment_do_not_go_to_another_endpoint()
    {
        OtlpTarget target = Of(
            new OtlpExportSettings { Endpoint = new Uri("https://a.example.com"), Headers = new Dictionary<string, string> { ["x-key"] = "Bearer ${KEY}" } },
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret"), ("KEY", "mine"));

        Assert.Equal([new("x-key", "Bearer mine")], target.Headers);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "Known: http/protobuf, http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", "allow_private: true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "", "export.otlp.endpoint is missing")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "content-type=text/plain", "content-type cannot be sent")]
    public void What_cannot_be_used_says_why(string name, string value, string expected)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Of(new OtlpExportSettings(), ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://a.example.com"), (name, value)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static OtlpTarget Of(OtlpExportSettings settings, params (string Name, string Value)[] environment) =>
        OtlpTarget.Of(settings, name => environment.LastOrDefault(e => e.Name == name).Value);
}
