namespace Assay.Scoring.Judging;

/// <summary>
/// Which form of reply one endpoint and model can give. Calls start with the strictest and step down together when it is
/// refused, which costs nothing; what was found is told once, so that later processes start from it.
/// </summary>
/// <param name="found">Told when the form is found out.</param>
public sealed class ReplyForms(ReplyForm start, bool known = false, Action<ReplyForm>? found = null)
{
    private readonly Lock _lock = new();
    private volatile ReplyForm _current = start;
    private volatile bool _settled = known;

    public ReplyForm Current => _current;

    public bool Settled => _settled;

    /// <summary>The endpoint answered in this form; an answer in one that was given up since says nothing.</summary>
    public void Settle(ReplyForm answered)
    {
        if (_settled)
        {
            return;
        }

        lock (_lock)
        {
            if (_settled || answered != _current)
            {
                return;
            }

            _settled = true;
        }

        found?.Invoke(answered);
    }

    /// <summary>The endpoint refused a form; below text there is none. Many calls may meet the same refusal: it counts once.</summary>
    public void StepDown(ReplyForm refused)
    {
        lock (_lock)
        {
            if (_current == refused && refused != ReplyForm.Text)
            {
                _current = refused + 1;
                _settled = false;
            }
        }
    }
}
