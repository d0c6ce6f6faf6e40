using Assay.Scoring.Judging;

namespace Assay.Tests.Scoring.Judging;

public sealed class ReplyFormsTests
{
    [Fact]
    public void A_refused_form_steps_down_to_text_and_no_further()
    {
        var forms = new ReplyForms(ReplyForm.JsonSchema);
        var steps = new List<ReplyForm>();

        for (int refusals = 0; refusals < 4; refusals++)
        {
            forms.StepDown(forms.Current);
            steps.Add(forms.Current);
        }

        Assert.Equal([ReplyForm.ToolCall, ReplyForm.JsonMode, ReplyForm.Text, ReplyForm.Text], steps);
    }

    [Fact]
    public void Many_calls_that_were_refused_the_same_form_step_down_once()
    {
        var forms = new ReplyForms(ReplyForm.JsonSchema);

        for (int i = 0; i < 20; i++)
        {
            forms.StepDown(ReplyForm.JsonSchema);
        }

        Assert.Equal(ReplyForm.ToolCall, forms.Current);
    }

    [Fact]
    public void A_known_form_that_is_refused_after_all_is_found_out_anew_and_told_once()
    {
        var found = new List<ReplyForm>();
        var forms = new ReplyForms(ReplyForm.JsonSchema, known: true, found.Add);

        forms.StepDown(ReplyForm.JsonSchema);

        Assert.False(forms.Settled);
        forms.Settle(forms.Current);
        forms.Settle(forms.Current);
        Assert.Equal([ReplyForm.ToolCall], found);
    }

    [Fact]
    public void A_late_answer_in_a_form_that_was_given_up_settles_nothing()
    {
        var forms = new ReplyForms(ReplyForm.JsonSchema);
        forms.StepDown(ReplyForm.JsonSchema);

        forms.Settle(ReplyForm.JsonSchema);

        Assert.False(forms.Settled);
        Assert.Equal(ReplyForm.ToolCall, forms.Current);
    }
}
