using System.Text.Json;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed class RedactionReaderTests
{
    [Fact]
    public void Kinds_and_patterns_are_read_at_the_top_and_of_a_judge()
    {
        AssayFile file = Read("""
            redact: [email, phone, email]
            judges:
              quality:
                model: offline:heuristic
                rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
                redact:
                  - keys
                  - customer: 'K-[0-9]{6}'
                  - { order: 'ORD-[0-9]+', plate: '[A-Z]+ [0-9]+' }
            """);

        Assert.DoesNotContain(file.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal([SensitiveKind.Email, SensitiveKind.Phone], file.Redaction.Kinds);
        Assert.Empty(file.Redaction.Patterns);
        Assert.Equal([SensitiveKind.Keys], file.Judges[0].Redaction.Kinds);
        Assert.Equal([("customer", "K-[0-9]{6}"), ("order", "ORD-[0-9]+"), ("plate", "[A-Z]+ [0-9]+")], file.Judges[0].Redaction.Patterns.Select(p => (p.Name, p.Pattern)));
    }

    [Theory]
    [InlineData("redact: card", "Card")]
    [InlineData("redact: []", "")]
    [InlineData("judges: {}", "")]
    public void One_kind_needs_no_list_and_none_is_nothing(string yaml, string kinds) => Assert.Equal(kinds, string.Join(",", Read(yaml).Redaction.Kinds));

    [Theory]
    [InlineData("redact: [emial]", "`redact` has `emial`. Did you mean `email`?")]
    [InlineData("redact: [everything]", "Known: keys, email, iban, card, phone")]
    [InlineData("redact: [customer: '(']", "`redact`: the pattern of `customer` is no regular expression")]
    [InlineData("redact: [customer: '(?=x)y']", "cannot be searched for in linear time")]
    [InlineData("redact: [customer: 'x*']", "matches the empty text")]
    [InlineData("redact: [Customer: 'x']", "lower-case letters")]
    [InlineData("redact: [email: 'x']", "as a kind is that Assay knows")]
    [InlineData("redact: [a: 'x', a: 'y']", "two patterns that are called `a`")]
    [InlineData("redact: [a: [x]]", "a pattern that is not a text")]
    [InlineData("redact: [[email]]", "must be a list of kinds and patterns")]
    public void What_cannot_be_used_is_named_with_its_remedy(string yaml, string message)
    {
        Diagnostic finding = Assert.Single(Read(yaml).Diagnostics);

        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Equal((Severity.Error, 1L), (finding.Severity, finding.Line));
    }

    [Theory]
    [InlineData("email,phone", "Email,Phone")]
    [InlineData(" email, email ,iban", "Email,Iban")]
    [InlineData("", "")]
    public void Kinds_are_read_from_an_option(string text, string kinds) => Assert.Equal(kinds, string.Join(",", RedactionReader.Parse("--redact", text).Kinds));

    [Fact]
    public void An_option_with_an_unknown_kind_says_which_there_are() =>
        Assert.Contains("Did you mean `email`? Known: keys, email", Assert.Throws<ConfigurationException>(() => RedactionReader.Parse("--redact", "phone,mail")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_schema_names_the_kinds()
    {
        JsonElement rule = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty("redaction_rule");

        Assert.Equal(
            Enum.GetValues<SensitiveKind>().Select(k => Assay.Scoring.Judging.SnakeCase.ToSnakeCase(k)).Order(StringComparer.Ordinal),
            rule.GetProperty("anyOf")[0].GetProperty("enum").EnumerateArray().Select(k => k.GetString()).Order(StringComparer.Ordinal));
    }

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => throw new FileNotFoundException("no such file"));
}
