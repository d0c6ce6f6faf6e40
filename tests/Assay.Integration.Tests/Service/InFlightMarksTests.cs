using Assay.Integration.Tests.Testing;
using Assay.Scoring.Serving;

namespace Assay.Integration.Tests.Service;

public sealed class InFlightMarksTests
{
    [Fact]
    public void What_was_begun_and_not_ended_is_left_until_it_is_cleared()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("marks");
        using (InFlightMarks marks = InFlightMarks.Open(path))
        {
            Assert.Empty(marks.Left);
            int first = marks.Begin(new InFlight(1, 10));
            marks.Begin(new InFlight(1, 11));
            marks.Begin(new InFlight(2, 10));
            marks.End(first);
        }

        using (InFlightMarks marks = InFlightMarks.Open(path))
        {
            Assert.Equal([new InFlight(1, 11), new InFlight(2, 10)], marks.Left);
            marks.Clear();
        }

        using InFlightMarks after = InFlightMarks.Open(path);
        Assert.Empty(after.Left);
    }

    [Fact]
    public void When_there_is_no_room_the_rest_goes_unmarked_and_room_is_found_again()
    {
        using var folder = new TemporaryFolder();
        using InFlightMarks marks = InFlightMarks.Open(folder.File("marks"));
        int[] begun = [.. Enumerable.Range(1, 20_000).Select(key => marks.Begin(new InFlight(1, key)))];

        Assert.Contains(-1, begun);
        Array.ForEach(begun, marks.End);
        Assert.DoesNotContain(-1, Enumerable.Range(1, begun.Count(b => b >= 0)).Select(key => marks.Begin(new InFlight(1, key))));
    }

    [Fact]
    public void Two_processes_cannot_have_the_same_marks()
    {
        using var folder = new TemporaryFolder();
        using InFlightMarks marks = InFlightMarks.Open(folder.File("marks"));

        Assert.Throws<IOException>(() => InFlightMarks.Open(folder.File("marks")));
    }
}
