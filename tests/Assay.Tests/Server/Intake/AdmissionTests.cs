using Assay.Server.Intake;

namespace Assay.Tests.Server.Intake;

public sealed class AdmissionTests
{
    private const int MiB = 1024 * 1024;
    private const int Limit = 5 * MiB;

    [Fact]
    public void Requests_are_let_in_until_their_bytes_are_too_many_and_again_when_some_are_done()
    {
        var admission = new Admission();
        Admission.Place? first = admission.TryEnter(2 * MiB, Limit);
        Admission.Place? second = admission.TryEnter(2 * MiB, Limit);

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(admission.TryEnter(MiB, Limit));
        first.Dispose();
        Assert.NotNull(admission.TryEnter(MiB, Limit));
    }

    [Fact]
    public void A_request_is_let_in_whatever_its_size_where_nothing_else_is()
    {
        var admission = new Admission();

        using Admission.Place? alone = admission.TryEnter(20 * MiB, 20 * MiB);

        Assert.NotNull(alone);
        Assert.Null(admission.TryEnter(1, Limit));
    }

    [Fact]
    public void What_will_not_be_read_takes_no_room_from_others()
    {
        var admission = new Admission();

        using Admission.Place? huge = admission.TryEnter(900L * MiB, Limit);

        Assert.NotNull(huge);
        Assert.NotNull(admission.TryEnter(3 * MiB, Limit));
    }

    [Fact]
    public void What_unpacks_to_more_than_it_was_sent_as_needs_room_for_it()
    {
        var admission = new Admission();
        Admission.Place packed = admission.TryEnter(10_000, Limit)!;
        Admission.Place other = admission.TryEnter(3 * MiB, 20 * MiB)!;

        Assert.True(packed.TryGrowTo(MiB / 2));
        Assert.False(packed.TryGrowTo(2 * MiB));
        other.Dispose();
        Assert.True(packed.TryGrowTo(20 * MiB));
        packed.Dispose();
        Assert.NotNull(admission.TryEnter(4 * MiB, 20 * MiB));
    }
}
