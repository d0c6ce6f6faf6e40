using Assay.Configuring;

namespace Assay.Tests.Configuring;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("2m", 120)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604_800)]
    [InlineData("1.5h", 5400)]
    [InlineData("45", 45)]
    [InlineData(" 3s ", 3)]
    [InlineData("0", 0)]
    public void A_length_of_time_is_read(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("1,5h")]
    [InlineData("2 m")]
    [InlineData("1h30m")]
    [InlineData("1y")]
    [InlineData("1e3")]
    [InlineData("99999999999999d")]
    [InlineData("NaN")]
    [InlineData("NaNs")]
    [InlineData("-Infinity")]
    [InlineData("Infinity")]
    public void Anything_else_is_none(string text)
    {
        Assert.False(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(default, duration);
    }
}
