using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Tests.Testing;

namespace Assay.Tests.Collecting.Redaction;

public sealed partial class RedactorTests
{
    private const string Anna = "anna@example.org";
    private const string Bert = "bert@example.org";

    [Fact]
    public void Every_text_of_a_response_is_redacted_with_one_numbering()
    {
        Response response = new()
        {
            Id = "r1",
            Input = $"I am {Anna}",
            Output = $"Not {Bert}?",
            Context = [$"{Bert} bought", "nothing"],
            Reference = Anna,
            Conversation = [new Turn("user", Bert), new Turn(Anna, "hi")],
            Release = $"of {Bert}",
            Closed = true,
            Metadata = Metadata($$"""{"user":"{{Anna}}","n":4111111111111111,"deep":{"list":["x",{"mail":"{{Bert}}"}],"no":null},"odd":"\ud800 {{Anna}}"}"""),
        };

        Response redacted = Marked.Redacted(response);

        Assert.Equal(("r1", "I am [EMAIL_2]", "Not [EMAIL_1]?", "[EMAIL_2]", "of [EMAIL_1]"), (redacted.Id, redacted.Input, redacted.Output, redacted.Reference, redacted.Release));
        Assert.True(redacted.Closed);
        Assert.Equal(["[EMAIL_1] bought", "nothing"], redacted.Context);
        Assert.Equal([new Turn("user", "[EMAIL_1]"), new Turn("[EMAIL_2]", "hi")], redacted.Conversation);
        Assert.Equal("[EMAIL_2]", redacted.Metadata["user"].GetString());
        Assert.Equal("4111111111111111", redacted.Metadata["n"].GetRawText());
        Assert.Equal("""{"list":["x",{"mail":"[EMAIL_1]"}],"no":null}""", redacted.Metadata["deep"].GetRawText());
        Assert.Equal("\uFFFD [EMAIL_2]", redacted.Metadata["odd"].GetString());
    }

    [Fact]
    public void A_conversation_that_goes_on_still_begins_as_it_did()
    {
        Response first = Some.Response($"Hello {Anna}, I write to {Bert}.", $"I am {Anna}") with { Conversation = [new Turn("system", "of c@example.org")] };
        Response then = Some.Response("Done, d@example.org.", "And to d@example.org") with
        {
            Conversation = [new Turn("system", "of e@example.org"), new Turn("user", first.Input), new Turn("assistant", first.Output)],
        };

        Assert.Equal(Continuation.GoesOn, Continuations.Of(Marked.Redacted(first), Marked.Redacted(then)));
        Assert.Equal(Continuation.Earlier, Continuations.Of(Marked.Redacted(then), Marked.Redacted(first)));
    }

    [Fact]
    public void A_response_without_finds_is_the_same_one()
    {
        Response response = Some.Response("Version 1.2.3 of 2026-11-25 costs $17.") with { Metadata = Metadata("""{"route":"a","list":[1,"b"]}""") };

        Assert.Same(response, Marked.Redacted(response));
        Assert.Same(response, Marked.Redacted(Some.Response(Anna) is var other ? response : other, RedactionRules.None));
    }

    [Fact]
    public void The_order_of_metadata_makes_no_difference() => Assert.Equal(
        ContentHash.Of(Marked.Redacted(Some.Response() with { Metadata = Metadata($$$"""{"a":"{{{Anna}}}","b":{"x":"{{{Bert}}}","y":"c@d.org"}}""") })),
        ContentHash.Of(Marked.Redacted(Some.Response() with { Metadata = Metadata($$$"""{"b":{"y":"c@d.org","x":"{{{Bert}}}"},"a":"{{{Anna}}}"}""") })));

    [Fact]
    public void An_id_that_was_derived_from_the_content_is_derived_anew()
    {
        Response response = Some.Response(Anna);
        response = response with { Id = ContentHash.Of(response).ToResponseId() };

        Response redacted = Marked.Redacted(response);

        Assert.NotEqual(response.Id, redacted.Id);
        Assert.Equal(ContentHash.Of(redacted).ToResponseId(), redacted.Id);
        Assert.Equal("r-0123456789abcdef0123", Marked.Redacted(response with { Id = "r-0123456789abcdef0123" }).Id);
    }

    [Fact]
    public void An_id_is_only_redacted_for_those_it_is_shown_to()
    {
        Response response = Some.Response("fine") with { Id = $"chat of {Anna}" };

        Assert.Equal(response.Id, Marked.Redacted(response).Id);
        Assert.Equal("chat of [EMAIL_1]", new Redactor(Marked.Everything).RedactShown(response).Id);
    }

    [Theory]
    [InlineData("anna@example.org", "EMAIL")]
    [InlineData("chat/DE89370400440532013000", "IBAN")]
    [InlineData("sk-abcdefghij0123456789ABCD", "KEY")]
    [InlineData("+49 30 1234567", null)]
    [InlineData("4111111111111111", null)]
    [InlineData("[EMAIL_1]", null)]
    [InlineData("K-17", "CUSTOMER")]
    public void What_an_id_gives_away_is_told_but_no_number_is_taken_for_more_than_that(string id, string? found) =>
        Assert.Equal(found, new Redactor(Marked.Everything with { Patterns = [new CustomPattern("customer", "K-[0-9]+")] }).FoundInId(id));

    [Fact]
    public void What_looks_like_a_marker_keeps_its_number_to_itself()
    {
        Response redacted = Marked.Redacted(Some.Response($"[EMAIL_2] {Anna} {Bert} [EMAIL_99999999] [OTHER_1]", "[EMAIL_1]"));

        Assert.Equal(("[EMAIL_1]", "[EMAIL_2] [EMAIL_3] [EMAIL_4] [EMAIL_99999999] [OTHER_1]"), (redacted.Input, redacted.Output));
    }

    [Fact]
    public void Redacting_twice_is_redacting_once_and_nothing_is_broken_in_two()
    {
        var random = new Random(4);
        var redactor = new Redactor(Marked.Everything with { Patterns = [new CustomPattern("order", @"\bORD[0-9]+"), new CustomPattern("word", "foo|o{3}")] });
        string[] pieces =
        [
            Anna, "4111 1111 1111 1111", "4111111111111111", "DE89 3704 0044 0532 0130 00", "030 1234567", "+49 30 1234567", "415-555-0132", "sk-abcdefghij0123456789ABCD", "AKIAIOSFODNN7EXAMPLE",
            "Bearer 0123456789abcdef", "postgres://a:b@c.de", "-----BEGIN PRIVATE KEY-----\nMII\n", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x", "ORD17", "foo", "oooo",
            "[EMAIL_1]", "[EMAIL_", "_1]", "[", "]", "@", "%40", "+", "-", ".", " ", "/", "(", ")", "0", "7", "a", "_", "\uD83D\uDE00", "\u00E9", "://", ":", ",", "'", "#", "00", "\n",
        ];
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));

            string once = redactor.Redact(Some.Response(text, "")).Output;
            string twice = redactor.Redact(Some.Response(once, "")).Output;

            Assert.True(once == twice, $"{text}\n{once}\n{twice}");
            Assert.Equal(once, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(once)));
            // What stands between the markers was there before, in this order: markers are put in whole, and never into one another.
            int at = 0;
            foreach (string kept in Marker().Split(once).Where(k => k.Length > 0))
            {
                at = text.IndexOf(kept, at, StringComparison.Ordinal) + kept.Length;
                Assert.True(at >= kept.Length, $"{text}\n{once}");
            }
        }
    }

    [Theory]
    [InlineData("a@")]
    [InlineData("@a.")]
    [InlineData("sk-")]
    [InlineData("-eyJ")]
    [InlineData("eyJ.")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("://a:")]
    [InlineData("0 ")]
    [InlineData("0123 ")]
    [InlineData("4111 ")]
    [InlineData("+1")]
    [InlineData("DE89 ")]
    [InlineData("(")]
    [InlineData("[EMAIL_")]
    [InlineData("030 1234567 ")]
    [InlineData("anna@example.org ")]
    public void A_text_that_is_made_to_take_long_does_not(string piece)
    {
        string Text(int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));
        Marked.Redacted(Text(100_000), Marked.Everything);

        // Work that grows with the square of the text would take hours here, so the bound can be far from what is usual.
        var stopwatch = Stopwatch.StartNew();
        Marked.Redacted(Text(1024 * 1024), Marked.Everything);

        Assert.True(stopwatch.Elapsed < TimeSpan.FromMinutes(1), $"{stopwatch.Elapsed}");
    }

    [GeneratedRegex(@"\[(EMAIL|CARD|PHONE|IBAN|KEY|ORDER|WORD)_[1-9][0-9]{0,6}\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Marker();

    private static Dictionary<string, JsonElement> Metadata(string json) => JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
}
