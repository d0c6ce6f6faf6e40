using Assay.Collecting.Redaction;

namespace Assay.Tests.Collecting.Redaction;

public sealed class IbanTests
{
    [Theory]
    [InlineData("«DE89370400440532013000»")]
    [InlineData("IBAN: «DE89 3704 0044 0532 0130 00», thanks")]
    [InlineData("«de89 3704 0044 0532 0130 00»")]
    [InlineData("«GB29NWBK60161331926819»")]
    [InlineData("«GB29 NWBK 6016 1331 9268 19».")]
    [InlineData("«FR14 2004 1010 0505 0001 3M02 606»")]
    [InlineData("«CH93 0076 2011 6238 5295 7»")]
    [InlineData("«NL91ABNA0417164300»")]
    [InlineData("«AT611904300234573201»")]
    [InlineData("«ES91 2100 0418 4502 0005 1332»")]
    [InlineData("«IT60X0542811101000000123456»")]
    [InlineData("«BE68-5390-0754-7034»")]
    [InlineData("(«NO93 8601 1117 947»)")]
    [InlineData("«SE4550000000058398257466»")]
    [InlineData("«PL61109010140000071219812874»")]
    [InlineData("«MT84MALT011000012345MTLCAST001S»")]
    [InlineData("account=«FI2112345600000785»")]
    public void An_account_number_is_found(string marked) => Marked.AssertFound(SensitiveKind.Iban, "IBAN", marked);

    [Theory]
    [InlineData("DE89370400440532013001")]
    [InlineData("DE8937040044053201300")]
    [InlineData("DE893704004405320130000")]
    [InlineData("XX89370400440532013000")]
    [InlineData("ADE89370400440532013000")]
    [InlineData("DE89370400440532013000X")]
    [InlineData("GB29  NWBK 6016 1331 9268 19")]
    [InlineData("GB29.NWBK.6016.1331.9268.19")]
    [InlineData("DE 89 is a motorway")]
    [InlineData("BE68")]
    [InlineData("SHA256 is not an account")]
    [InlineData("GB29 NWBK")]
    [InlineData("US12345678901234567890")]
    [InlineData("model FR14-2004")]
    [InlineData("NO93 8601 1117 948")]
    [InlineData("release DE2025")]
    public void What_only_looks_like_an_account_number_stays(string text) => Marked.AssertLeft(text);
}
