namespace Assay.Scoring.Judging;

/// <summary>
/// Which form of reply one endpoint and model can give. The first call goes alone and finds out, stepping down until the
/// endpoint takes it; all later calls, also of later processes, start from what was found.
/// </summary>
/// <param name="found">Told once, when the form is found out.</param>
public sealed class ReplyForms(ReplyForm start, bool known = false, Action<ReplyForm>? found = null) : IDisposable
{
    private readonly SemaphoreSlim _first = new(1, 1);
    private volatile ReplyForm _current = start;
    private volatile bool _settled = known;

    public ReplyForm Current => _current;

    public bool Settled => _settled;

    /// <summary>Null when the form is known; else the caller is the one that finds out, until it disposes the turn.</summary>
    public async ValueTask<IDisposable?> TakeFirstTurnAsync(CancellationToken cancellationToken)
    {
        if (_settled)
        {
            return null;
        }

        await _first.WaitAsync(cancellationToken);
        if (_settled)
        {
            _first.Release();
            return null;
        }

        return new Turn(_first);
    }

    /// <summary>The endpoint answered in this form; an answer in one that was given up since says nothing.</summary>
    public void Settle(ReplyForm answered)
    {
        if (!_settled && answered == _current)
        {
            _settled = true;
            found?.Invoke(_current);
        }
    }

    /// <summary>The endpoint refused a form; below text there is none.</summary>
    public void StepDown(ReplyForm refused)
    {
        if (_current == refused && refused != ReplyForm.Text)
        {
            _current = refused + 1;
            _settled = false;
        }
    }

    public void Dispose() => _first.Dispose();

    private sealed class Turn(SemaphoreSlim first) : IDisposable
    {
        public void Dispose() => first.Release();
    }
}
