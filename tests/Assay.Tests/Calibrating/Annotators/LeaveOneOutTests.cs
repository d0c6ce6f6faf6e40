using Assay.Calibrating;
using Assay.Calibrating.Annotators;
using Assay.Calibrating.Labels;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Annotators;

public sealed class LeaveOneOutTests
{
    /// <summary>The first three raters as people; expected values by the definition, in fractions, in Python.</summary>
    [Fact]
    public void People_and_the_judge_are_held_against_the_same_others()
    {
        var people = new LabelRows(FortyItems.Scale, [.. FortyItems.All.Items.Select(r => r[..3])]);

        Assert.Equal(0.46226415094339623, Find(LeaveOneOut.Of(people, 3), "agreement").Mean, 12);
        Assert.Equal(0.5319148936170213, Find(LeaveOneOut.Of(FortyItems.All, 3), "agreement").Mean, 12);
    }

    [Fact]
    public void A_judge_that_copies_a_person_reaches_no_more_than_people_and_that_person()
    {
        var rows = new LabelRows(FortyItems.Scale, [.. FortyItems.All.Items.Where(r => r[0] >= 0).Select(r => new[] { r[0], r[1], r[2], r[0] })]);

        double judge = Find(LeaveOneOut.Of(rows, 3), "spearman").Mean;
        double people = Find(LeaveOneOut.Of(new LabelRows(FortyItems.Scale, [.. rows.Items.Select(r => r[..3])]), 3), "spearman").Mean;

        Assert.InRange(judge, people, 1);
    }

    [Fact]
    public void One_person_has_no_ceiling_and_it_is_said_why() =>
        Assert.Contains("two label the same items", Assert.IsType<Measured.Undefined>(LeaveOneOut.Of(new LabelRows(FortyItems.Scale, [[1], [2]]), 1)[0].Value).Reason, StringComparison.Ordinal);

    private static Estimate Find(IReadOnlyList<NamedMeasure> figures, string name) => figures.Single(f => f.Name == name).Value.Estimate!;
}
