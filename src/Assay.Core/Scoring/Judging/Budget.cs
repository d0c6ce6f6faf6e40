namespace Assay.Scoring.Judging;

/// <summary>
/// A cap on spending that is never overshot: the worst case is reserved before a call and settled after it. While reserved
/// money may still come back, a call waits for it instead of being refused.
/// </summary>
public sealed class Budget(decimal capUsd, decimal alreadySpentUsd = 0)
{
    private readonly Lock _lock = new();
    private decimal _spent = alreadySpentUsd;
    private decimal _reserved;
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public decimal CapUsd => capUsd;

    public decimal SpentUsd
    {
        get
        {
            lock (_lock)
            {
                return _spent;
            }
        }
    }

    /// <summary>False when the cap leaves no room for <paramref name="worstCaseUsd"/>, whatever comes back.</summary>
    public async ValueTask<bool> TryReserveAsync(decimal worstCaseUsd, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (_lock)
            {
                if (_spent + _reserved + worstCaseUsd <= capUsd)
                {
                    _reserved += worstCaseUsd;
                    return true;
                }

                if (_reserved == 0 || _spent + worstCaseUsd > capUsd)
                {
                    return false;
                }

                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellationToken);
        }
    }

    public void Settle(decimal reservedUsd, decimal spentUsd)
    {
        TaskCompletionSource settled;
        lock (_lock)
        {
            _reserved -= reservedUsd;
            _spent += spentUsd;
            settled = _settled;
            _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        settled.SetResult();
    }
}
