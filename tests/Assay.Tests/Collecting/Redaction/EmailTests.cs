using Assay.Collecting.Redaction;

namespace Assay.Tests.Collecting.Redaction;

public sealed class EmailTests
{
    [Theory]
    [InlineData("«anna@example.org»")]
    [InlineData("Write to «anna.berg+shop@mail.example.co.uk».")]
    [InlineData("mailto:«anna@example.org»?subject=Hello")]
    [InlineData("Anna Berg <«ANNA@Example.ORG»>, sales")]
    [InlineData("(«o'brien@example.ie»)")]
    [InlineData("'«anna@example.org»'")]
    [InlineData("mail=«anna_b@example.org»;")]
    [InlineData("«müller@bücher.example»")]
    [InlineData("«info@xn--bcher-kva.xn--p1ai»")]
    [InlineData("«a@b.io»,next")]
    [InlineData("«4711@example.com» is a number with a host")]
    [InlineData("https://shop.example/unsubscribe?mail=«anna%40example.org»&x=1")]
    [InlineData("{\"from\":\"«anna@example.org»\"}")]
    [InlineData("...«anna@example.org»...")]
    [InlineData("«anna@example.org»-Kontakt")]
    [InlineData("«x@localhost.localdomain»")]
    [InlineData("Bitte an «kundenservice@firma-nord.de». Danke")]
    public void An_address_is_found(string marked) => Marked.AssertFound(SensitiveKind.Email, "EMAIL", marked);

    [Theory]
    [InlineData("@anna said so")]
    [InlineData("anna@")]
    [InlineData("root@localhost")]
    [InlineData("anna@example")]
    [InlineData("react@18.2.0")]
    [InlineData("5 @ 3.50 each")]
    [InlineData("5@3.50")]
    [InlineData("icon@2x.png")]
    [InlineData("@media (max-width: 600px)")]
    [InlineData("actions/checkout@v4.1.7")]
    [InlineData("a@b.c")]
    [InlineData("anna@.org")]
    [InlineData("anna@-example.org")]
    [InlineData("100 % of 40")]
    [InlineData("50%40")]
    [InlineData("anna at example dot org")]
    [InlineData("git@github:team/repo")]
    public void What_only_looks_like_an_address_stays(string text) => Marked.AssertLeft(text);
}
