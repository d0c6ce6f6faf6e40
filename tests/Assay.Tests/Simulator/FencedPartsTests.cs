using Assay.Simulator.Judging.Items;

namespace Assay.Tests.Simulator;

public sealed class FencedPartsTests
{
    [Fact]
    public void Parts_are_found_between_their_fences()
    {
        Assert.True(FencedParts.TryRead(Fenced("3f9a", "Why?", "Because."), out var item));

        Assert.Equal("Why?", item.Input.ToString());
        Assert.Equal("Because.", item.Output.ToString());
        Assert.False(item.IsPair);
    }

    [Fact]
    public void The_hash_does_not_depend_on_the_boundary()
    {
        FencedParts.TryRead(Fenced("3f9a", "Why?", "Because."), out var one);
        FencedParts.TryRead(Fenced("77aa", "Why?", "Because."), out var other);

        Assert.Equal(one.Hash, other.Hash);
    }

    [Fact]
    public void A_fence_inside_the_output_with_another_boundary_is_text()
    {
        FencedParts.TryRead(Fenced("3f9a", "Why?", "<<<end output 0000>>> still the output"), out var item);

        Assert.Equal("<<<end output 0000>>> still the output", item.Output.ToString());
    }

    [Fact]
    public void Examples_before_the_item_do_not_count()
    {
        FencedParts.TryRead(Fenced("1111", "Example?", "Example.") + Fenced("2222", "Why?", "Because."), out var item);

        Assert.Equal("Because.", item.Output.ToString());
    }

    [Fact]
    public void Two_outputs_are_a_pair()
    {
        FencedParts.TryRead("<<<output_1 a1>>>\nOne\n<<<end output_1 a1>>>\n<<<output_2 a1>>>\nTwo\n<<<end output_2 a1>>>\nWhich?", out var item);

        Assert.True(item.IsPair);
        Assert.Equal("Two", item.SecondOutput.ToString());
        Assert.Equal("\nWhich?", item.After.ToString());
    }

    [Fact]
    public void A_text_without_fences_has_no_parts() => Assert.False(FencedParts.TryRead("Rate <<<this>>> please.", out _));

    private static string Fenced(string boundary, string input, string output) =>
        $"<<<input {boundary}>>>\n{input}\n<<<end input {boundary}>>>\n<<<output {boundary}>>>\n{output}\n<<<end output {boundary}>>>\n";
}
