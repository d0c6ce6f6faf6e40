using Assay.Server.Outbound.Notices;

namespace Assay.Tests.Server.Outbound.Notices;

public sealed class UnlinkedTextTests
{
    [Theory]
    [InlineData("see https://evil.example/x", "see https[:]//evil[.]example/x")]
    [InlineData("evil.example", "evil[.]example")]
    [InlineData("someone@evil.example", "someone[@]evil[.]example")]
    [InlineData("@here and #general", "[@]here and [#]general")]
    [InlineData("evil.рф", "evil[.]рф")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData("fell from 4.21 to 3.87, n 1,204. It did.", "fell from 4.21 to 3.87, n 1,204. It did.")]
    [InlineData("order #123 ... at 10:00 for 5 @ 3.99", "order #123 ... at 10:00 for 5 @ 3.99")]
    [InlineData("release 2.2, v1.0-beta.1", "release 2.2, v1.0-beta.1")]
    public void What_would_become_a_link_or_a_mention_is_written_apart_and_the_rest_stays(string text, string expected) => Assert.Equal(expected, UnlinkedText.Block(text, 200));
}
