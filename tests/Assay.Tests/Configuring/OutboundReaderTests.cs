using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed partial class OutboundReaderTests
{
    [Fact]
    public void Receivers_are_read()
    {
        AssayFile file = Read("""
            webhooks:
              ops:
                url: https://hooks.example.com/assay?team=shop
                secret_variable: OPS_SECRET
                previous_secret_file: secrets/old
                judges: [quality, tone]
                below: 2.5
                batch: 20
              inside: {url: "http://10.0.0.5:8080/", secret_file: secrets/inside, allow_private: true}
            export:
              otlp:
                endpoint: https://collector.example.com:4318
                protocol: http/json
                headers: {api-key: "${KEY}"}
                judges: quality
                batch: 50
            """);

        Assert.Empty(file.Diagnostics);
        WebhookSettings ops = file.Webhooks[0];
        Assert.Equal(("ops", "https://hooks.example.com/assay?team=shop", 2.5, 20, false), (ops.Name, ops.Url.ToString(), ops.Below, ops.Batch, ops.AllowPrivate));
        Assert.Equal(new SecretPlace("webhooks.ops.secret_variable", "OPS_SECRET", null), ops.Secret);
        Assert.Equal(new SecretPlace("webhooks.ops.previous_secret_file", null, "secrets/old"), ops.PreviousSecret);
        Assert.Equal(["quality", "tone"], ops.Judges);
        Assert.Equal((true, WebhookSettings.DefaultBatch, null), (file.Webhooks[1].AllowPrivate, file.Webhooks[1].Batch, file.Webhooks[1].Below));
        Assert.Equal(("https://collector.example.com:4318/", "http/json", 50), (file.Otlp!.Endpoint!.ToString(), file.Otlp.Protocol, file.Otlp.Batch));
        Assert.Equal("${KEY}", file.Otlp.Headers["api-key"]);
    }

    [Fact]
    public void Nothing_goes_out_unasked()
    {
        AssayFile file = Read("export: {}\n");

        Assert.Empty(file.Webhooks);
        Assert.Null(file.Otlp);
    }

    [Theory]
    [InlineData("webhooks:\n  a: {secret_variable: S}\n", 2, 6, "`webhooks.a.url` is missing")]
    [InlineData("webhooks:\n  a: {url: \"https://x.example\"}\n", 2, 6, "`webhooks.a.secret_variable` is missing")]
    [InlineData("webhooks:\n  a: {url: \"http://x.example\", secret_variable: S}\n", 2, 12, "speaks plain http")]
    [InlineData("webhooks:\n  a: {url: \"ftp://x.example\", secret_variable: S}\n", 2, 12, "must begin with https://")]
    [InlineData("webhooks:\n  a: {url: hooks, secret_variable: S}\n", 2, 12, "is no address")]
    [InlineData("webhooks:\n  a: {url: \"https://user@x.example\", secret_variable: S}\n", 2, 12, "must not hold a user")]
    [InlineData("webhooks:\n  a: {url: \"https://x.example/\", secret_variable: S, secret_file: f}\n", 2, 67, "are both given")]
    [InlineData("webhooks:\n  a: {url: \"https://x.example/\", secret_variable: S, batch: 5000}\n", 2, 61, "from 1 to 1000")]
    [InlineData("webhooks:\n  a: {url: \"https://x.example/\", secret_variabel: S, secret_variable: S}\n", 2, 34, "Did you mean `secret_variable`?")]
    [InlineData("webhooks:\n  otlp: {url: \"https://x.example/\", secret_variable: S}\n", 2, 9, "the name otlp is taken")]
    [InlineData("export:\n  otpl: {}\n", 2, 3, "Did you mean `otlp`?")]
    [InlineData("export:\n  otlp: {protocol: grpc}\n", 2, 20, "Known: http/protobuf, http/json")]
    [InlineData("export:\n  otlp: {endpoint: \"http://collector:4318\"}\n", 2, 20, "`allow_private: true`")]
    public void An_error_names_line_column_and_remedy(string yaml, long line, long column, string message)
    {
        Diagnostic found = Assert.Single(Read(yaml).Diagnostics, d => d.Message.Contains(message, StringComparison.Ordinal));

        Assert.Equal((Severity.Error, line, column), (found.Severity, found.Line, found.Column));
    }

    [Fact]
    public void A_judge_that_is_not_there_is_pointed_out()
    {
        AssayFile file = Read("""
            judges: {quality: {model: "offline:heuristic", rubric: {criteria: {helpful: {question: "Does it help?", scale: 1-5}}}}}
            export: {otlp: {judges: [qualty]}}
            """);

        Assert.Contains("Did you mean `quality`?", Assert.Single(file.Diagnostics, d => d.Severity == Severity.Error).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webhooks:\n  a: {zzzzzzzzzzzz: 1}\n", "webhook")]
    [InlineData("export: {otlp: {zzzzzzzzzzzz: 1}}\n", "otlp_export")]
    public void The_schema_names_the_keys_that_are_read(string yaml, string definition)
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty(definition);
        Diagnostic unknown = Assert.Single(Read(yaml).Diagnostics, d => d.Message.Contains("zzzzzzzzzzzz", StringComparison.Ordinal));

        Assert.Equal(KnownKeys().Match(unknown.Message).Groups["keys"].Value.Split(", "), schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => throw new FileNotFoundException("no such file"));

    [GeneratedRegex(@"Known here: (?<keys>.+)\.$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KnownKeys();
}
