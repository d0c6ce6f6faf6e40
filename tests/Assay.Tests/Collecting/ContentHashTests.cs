using Assay.Collecting;

namespace Assay.Tests.Collecting;

public sealed class ContentHashTests
{
    [Fact]
    public void The_hash_of_a_content_never_changes()
    {
        // Stored ids depend on it: sha256 of {"input":"q","output":"a"}, first half.
        ContentHash hash = ContentHash.Of(new Response { Id = "any", Input = "q", Output = "a" });

        Assert.Equal("8ff3a49297c468a7f77331fd348b9370", hash.ToString());
        Assert.Equal("r-8ff3a49297c468a7f773", hash.ToResponseId());
    }

    [Fact]
    public void The_id_does_not_count() =>
        Assert.Equal(ContentHash.Of(Reading.Json(Reading.Line(1))), ContentHash.Of(Reading.Json(Reading.Line(1)) with { Id = "other" }));

    [Fact]
    public void It_can_be_stored_as_16_bytes()
    {
        ContentHash hash = ContentHash.Of(Reading.Json(Reading.Line(1)));

        Assert.Equal(ContentHash.Length, hash.ToBytes().Length);
        Assert.Equal(hash.ToString(), Convert.ToHexStringLower(hash.ToBytes()));
        Assert.Equal(hash, ContentHash.FromBytes(hash.ToBytes()));
        Assert.Throws<ArgumentException>(() => ContentHash.FromBytes([1, 2]));
    }
}
