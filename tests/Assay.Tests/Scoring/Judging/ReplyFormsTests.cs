using Assay.Scoring.Judging;

namespace Assay.Tests.Scoring.Judging;

public sealed class ReplyFormsTests
{
    [Fact]
    public async Task The_first_call_goes_alone_until_the_form_is_known()
    {
        using var forms = new ReplyForms(ReplyForm.JsonSchema);
        IDisposable? first = await forms.TakeFirstTurnAsync(CancellationToken.None);
        Task<IDisposable?> second = forms.TakeFirstTurnAsync(CancellationToken.None).AsTask();

        Assert.NotNull(first);
        Assert.False(second.IsCompleted);
        forms.Settle(forms.Current);
        first.Dispose();

        Assert.Null(await second);
        Assert.Null(await forms.TakeFirstTurnAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Where_the_first_call_found_nothing_out_the_next_goes_alone()
    {
        using var forms = new ReplyForms(ReplyForm.JsonSchema);
        (await forms.TakeFirstTurnAsync(CancellationToken.None))!.Dispose();

        Assert.NotNull(await forms.TakeFirstTurnAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_form_that_is_known_lets_everybody_go()
    {
        using var forms = new ReplyForms(ReplyForm.JsonMode, known: true);

        Assert.Null(await forms.TakeFirstTurnAsync(CancellationToken.None));
        Assert.Equal(ReplyForm.JsonMode, forms.Current);
    }

    [Fact]
    public void A_refused_form_steps_down_to_text_and_no_further()
    {
        using var forms = new ReplyForms(ReplyForm.JsonSchema);
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
        using var forms = new ReplyForms(ReplyForm.JsonSchema);

        for (int i = 0; i < 20; i++)
        {
            forms.StepDown(ReplyForm.JsonSchema);
        }

        Assert.Equal(ReplyForm.ToolCall, forms.Current);
    }

    [Fact]
    public async Task A_known_form_that_is_refused_after_all_is_found_out_anew()
    {
        var found = new List<ReplyForm>();
        using var forms = new ReplyForms(ReplyForm.JsonSchema, known: true, found.Add);

        forms.StepDown(ReplyForm.JsonSchema);

        Assert.False(forms.Settled);
        using IDisposable? turn = await forms.TakeFirstTurnAsync(CancellationToken.None);
        Assert.NotNull(turn);
        forms.Settle(forms.Current);
        forms.Settle(forms.Current);
        Assert.Equal([ReplyForm.ToolCall], found);
    }

    [Fact]
    public async Task Waiting_for_the_first_call_can_be_cancelled()
    {
        using var forms = new ReplyForms(ReplyForm.JsonSchema);
        using var cancel = new CancellationTokenSource();
        using IDisposable? first = await forms.TakeFirstTurnAsync(CancellationToken.None);
        Task<IDisposable?> second = forms.TakeFirstTurnAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public void A_late_answer_in_a_form_that_was_given_up_settles_nothing()
    {
        using var forms = new ReplyForms(ReplyForm.JsonSchema);
        forms.StepDown(ReplyForm.JsonSchema);

        forms.Settle(ReplyForm.JsonSchema);

        Assert.False(forms.Settled);
        Assert.Equal(ReplyForm.ToolCall, forms.Current);
    }
}
