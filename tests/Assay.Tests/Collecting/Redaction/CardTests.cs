using Assay.Collecting.Redaction;

namespace Assay.Tests.Collecting.Redaction;

public sealed class CardTests
{
    [Theory]
    [InlineData("My card is «4111111111111111».")]
    [InlineData("«4111 1111 1111 1111» 12/27")]
    [InlineData("«4111-1111-1111-1111», CVC 123")]
    [InlineData("«4111\u00A01111\u00A01111\u00A01111»")]
    [InlineData("«4242424242424242»")]
    [InlineData("«4222222222222»")]
    [InlineData("«4222 2222 2222 2»")]
    [InlineData("«5555555555554444»")]
    [InlineData("«5105 1051 0510 5100»")]
    [InlineData("«2223003122003222»")]
    [InlineData("Amex «378282246310005»")]
    [InlineData("«3714 496353 98431»")]
    [InlineData("«30569309025904»")]
    [InlineData("«3852 000002 3237»")]
    [InlineData("«6011111111111117»")]
    [InlineData("«3530111333300000»")]
    [InlineData("«6200000000000005»")]
    [InlineData("«4000000000000000006»")]
    [InlineData("order 17: «4012888888881881»")]
    [InlineData("card=«4111111111111111»&cvc=1")]
    [InlineData("Anna,«4111111111111111»,1227,123")]
    public void A_card_is_found(string marked) => Marked.AssertFound(SensitiveKind.Card, "CARD", marked);

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("1764028800000")]
    [InlineData("9780306406157")]
    [InlineData("490154203237518")]
    [InlineData("41111111111111111111")]
    [InlineData("411111111111")]
    [InlineData("id4111111111111111")]
    [InlineData("4111111111111111a")]
    [InlineData("0.4111111111111111")]
    [InlineData("4111111111111111.25")]
    [InlineData("4111111111111111-2")]
    [InlineData("411 111 111 111 1111")]
    [InlineData("4111-1111 1111-1111")]
    [InlineData("f47ac10b-58cc-4372-a567-0e02b2c3d479")]
    [InlineData("12-4111111111111111")]
    [InlineData("8888888888888888")]
    [InlineData("2025-11-25 10:30:00.123456")]
    public void A_number_that_is_no_card_stays(string text) => Marked.AssertLeft(text);
}
