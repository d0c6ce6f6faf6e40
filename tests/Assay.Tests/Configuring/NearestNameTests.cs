using Assay.Configuring;

namespace Assay.Tests.Configuring;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["model", "rubric", "temperature", "max_output_tokens", "id"];

    [Theory]
    [InlineData("modle", "model")]
    [InlineData("Model", "model")]
    [InlineData("rubrik", "rubric")]
    [InlineData("temprature", "temperature")]
    [InlineData("max_tokens", null)]
    [InlineData("max_output_token", "max_output_tokens")]
    [InlineData("ix", "id")]
    [InlineData("xy", null)]
    [InlineData("colour", null)]
    [InlineData("", null)]
    public void The_closest_name_is_found_where_one_is_close(string given, string? expected) => Assert.Equal(expected, NearestName.Of(given, Known));

    [Fact]
    public void Of_two_that_are_equally_close_the_first_is_taken() => Assert.Equal("cat", NearestName.Of("bat", ["cat", "hat"]));

    [Fact]
    public void Where_nothing_is_known_nothing_is_near() => Assert.Null(NearestName.Of("model", []));
}
